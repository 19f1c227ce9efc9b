/** Where the names of areas stand on the map, so that none covers another. */

export type Point = [number, number];
type Ring = Point[];
export type Geometry = { type: string; coordinates: unknown };
export type Size = { width: number; height: number };

const rings = ({ type, coordinates }: Geometry): Ring[] =>
  type === "MultiPolygon" ? (coordinates as Ring[][]).map((polygon) => polygon[0] ?? []) : [(coordinates as Ring[])[0] ?? []];

/** The centre of gravity and the area of a ring, by the shoelace formula. */
function gravity(ring: Ring): { centre: Point; area: number } {
  let [x, y, twice] = [0, 0, 0];
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    const cross = x1 * y2 - x2 * y1;
    twice += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  });
  return twice === 0 ? { centre: ring[0] ?? [0, 0], area: 0 } : { centre: [x / (3 * twice), y / (3 * twice)], area: Math.abs(twice) / 2 };
}

const ROUNDS = 60;

/**
 * A place for each label in degrees: the centre of the largest part, moved up or down until labels of the given size,
 * in pixels, stand clear of each other on a map of the given size.
 */
export function labelPlaces(geometries: Geometry[], map: Size, label: Size): Point[] {
  const all = geometries.flatMap(rings).flat();
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const spanX = Math.max(...xs) - Math.min(...xs) || 1;
  const spanY = Math.max(...ys) - Math.min(...ys) || 1;
  // A degree is drawn narrower than it is high, as ECharts does by default.
  const scale = Math.min(map.width / (spanX * 0.75), map.height / spanY);
  const [wide, high] = [label.width / (scale * 0.75), label.height / scale];
  const places = geometries.map((geometry) =>
    rings(geometry).map(gravity).reduce((best, next) => (next.area > best.area ? next : best)).centre);
  const [lowest, highest] = [Math.min(...ys) + high / 2, Math.max(...ys) - high / 2];
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    places.forEach((one, index) => places.slice(index + 1).forEach((other) => {
      const [dx, dy] = [Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1])];
      if (dx >= wide || dy >= high) return;
      const step = (high - dy) / 2 + high * 0.02;
      const [upper, lower] = one[1] >= other[1] ? [one, other] : [other, one];
      // What the edge of the map takes from one of them, the other gives.
      const down = Math.max(0, Math.min(step, lower[1] - lowest));
      const up = Math.max(0, Math.min(2 * step - down, highest - upper[1]));
      lower[1] -= Math.min(2 * step - up, Math.max(0, lower[1] - lowest));
      upper[1] += up;
      moved = true;
    }));
    if (!moved) break;
  }
  return places;
}
