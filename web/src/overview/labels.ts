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

const ROUNDS = 80;
// A degree is drawn narrower than it is high, as ECharts does by default.
const NARROW = 0.75;

/**
 * A place for each label in degrees: the centre of the largest part, moved as little as it takes until labels of the
 * given size, in pixels, stand clear of each other on a map of the given size.
 */
export function labelPlaces(geometries: Geometry[], map: Size, label: Size): Point[] {
  const all = geometries.flatMap(rings).flat();
  const [left, right] = [Math.min(...all.map(([x]) => x)), Math.max(...all.map(([x]) => x))];
  const [bottom, top] = [Math.min(...all.map(([, y]) => y)), Math.max(...all.map(([, y]) => y))];
  const scale = Math.min(map.width / ((right - left || 1) * NARROW), map.height / (top - bottom || 1));
  const pixels = ([x, y]: Point): Point => [(x - left) * NARROW * scale, (y - bottom) * scale];
  const degrees = ([x, y]: Point): Point => [x / (NARROW * scale) + left, y / scale + bottom];
  const places = geometries.map((geometry) =>
    pixels(rings(geometry).map(gravity).reduce((best, next) => (next.area > best.area ? next : best)).centre));
  const size: Point = [label.width, label.height];
  const edge = pixels([right, top]);
  for (let round = 0; round < ROUNDS && part(places, size, edge); round++);
  return places.map(degrees);
}

/** Part every two labels that overlap along the axis on which they overlap less; whether any did. */
function part(places: Point[], size: Point, edge: Point): boolean {
  let moved = false;
  places.forEach((one, index) => places.slice(index + 1).forEach((other) => {
    const over = ([0, 1] as const).map((axis) => size[axis] - Math.abs(one[axis] - other[axis]));
    const axis = (over[0] ?? 0) < (over[1] ?? 0) ? 0 : 1;
    const gap = over[axis] ?? 0;
    if (gap <= 0.01) return;
    const [high, low] = one[axis] >= other[axis] ? [one, other] : [other, one];
    // What the edge of the map takes from one of them, the other gives.
    const room = Math.max(0, edge[axis] - size[axis] / 2 - high[axis]);
    const up = Math.min(gap / 2, room);
    const down = Math.min(gap - up, Math.max(0, low[axis] - size[axis] / 2));
    high[axis] += up;
    low[axis] -= down;
    moved = moved || up + down > 0;
  }));
  return moved;
}
