/** How names are shown: as the TypeScript source writes them. */

/** `spike_serialiser` → `spikeSerialiser`; the dots of a path and bits behind it stay. */
export function sourceName(verilogName: string): string {
  return verilogName.replace(/_+([a-z0-9])/g, (all, next: string, at: number) =>
    at === 0 || verilogName[at - 1] === "." ? all : next.toUpperCase(),
  );
}

/** 15 → `15`, 104090 → `104,090`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A share as people read it: `< 0.1 %`, `3.4 %`, `71 %`. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.1) return "< 0.1 %";
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)} %`;
}
