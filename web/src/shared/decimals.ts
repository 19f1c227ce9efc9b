/** The exact sum of decimal texts: 0.1 and 0.2 are 0.3. */
export function sum(values: string[]): string {
  const places = Math.max(0, ...values.map((value) => value.split(".")[1]?.length ?? 0));
  const total = values.reduce((before, value) => before + scaled(value, places), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
  const whole = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return total < 0n ? `-${whole}` : whole;
}

function scaled(value: string, places: number): bigint {
  const [whole = "", fraction = ""] = value.replace("-", "").split(".");
  const size = BigInt(whole + fraction.padEnd(places, "0"));
  return value.startsWith("-") ? -size : size;
}
