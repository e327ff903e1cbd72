/** Which modules are drawn, and the drawings. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { type Hierarchy, type HierarchyModule, instancePaths, moduleAt } from "./hierarchy.ts";
import { type Markup, markup } from "./markup.ts";
import { sourceName } from "./names.ts";
import { drawSchematic } from "./schematic.ts";
import { schematicGraph } from "./schematic-graph.ts";

/** A page with more is scrolled past. */
const mostSchematics = 6;

/**
 * Draws what `path` names, in TypeScript's or in Verilog's spelling; without it each module that consists of several others.
 *
 * @throws CLI082 no such instance
 */
export async function schematicSection(
  hierarchy: Hierarchy | undefined,
  path: string | undefined,
): Promise<Markup | undefined> {
  if (hierarchy === undefined) {
    if (path === undefined) return undefined;
    throw new SpikeforgeError({
      code: "CLI082",
      place: `--schematic ${path}`,
      found: "the folder has no hierarchy.json, which says what the design consists of",
      mend: "build again with `spikeforge synth`",
    });
  }
  const paths = path === undefined ? worthDrawing(hierarchy) : [verilogPath(hierarchy, path)];
  const drawings: Markup[] = [];
  for (const each of paths) {
    const module = moduleAt(hierarchy, each);
    if (module !== undefined) drawings.push(await drawing(hierarchy, each, module));
  }
  if (drawings.length === 0) return undefined;
  return markup`<section id="schematic"><h2>Schematic</h2>
<p class="lead">Modules as the TypeScript source connects them. Point at a line to see what it carries.</p>
<p><span class="key"><svg width="26" height="8"><path d="M0 4h26" stroke="var(--accent)" stroke-width="2.4"/></svg>stream</span><span class="key"><svg width="26" height="8"><path d="M0 4h26" stroke="var(--faint)" stroke-width="1.3"/></svg>wires</span><span class="key"><svg width="26" height="8"><path d="M0 4h26" stroke="var(--faint)" stroke-width="1.3" stroke-dasharray="4 3"/></svg>through logic</span></p>
${drawings}</section>`;
}

async function drawing(hierarchy: Hierarchy, path: string, module: HierarchyModule): Promise<Markup> {
  const name = path === "" ? hierarchy.top : sourceName(path);
  const graph = schematicGraph(hierarchy, module);
  const picture = await drawSchematic(graph, `Schematic of ${name}`);
  const source = module.source === undefined ? undefined : markup` <span class="source mono">${module.source}</span>`;
  return markup`<details open><summary><span class="mono">${name}</span>${source}</summary><div class="wide">${picture}</div></details>`;
}

/** Modules that consist of at least three kinds of others, each once. */
function worthDrawing(hierarchy: Hierarchy): readonly string[] {
  const seen = new Set<HierarchyModule>();
  return instancePaths(hierarchy)
    .filter((path) => {
      const module = moduleAt(hierarchy, path);
      if (module === undefined || seen.has(module)) return false;
      seen.add(module);
      const kinds = new Set(module.instances.map((each) => each.module));
      return [...kinds].filter((kind) => hierarchy.modules[kind]?.isCell === false).length > 2;
    })
    .slice(0, mostSchematics);
}

function verilogPath(hierarchy: Hierarchy, path: string): string {
  const paths = instancePaths(hierarchy);
  const found = paths.find((each) => each === path || sourceName(each) === path);
  if (found !== undefined) return found;
  const ends = paths.filter((each) => each !== "" && sourceName(each).endsWith(`.${sourceName(path)}`));
  const [only, ...others] = ends;
  if (only !== undefined && others.length === 0) return only;
  const known = others.length > 0 ? ends : paths.filter((each) => each !== "" && each.split(".").length <= 3);
  throw new SpikeforgeError({
    code: "CLI082",
    place: `--schematic ${path}`,
    found:
      others.length > 0 ? `${ends.length} instances have this name` : `${hierarchy.top} has no instance of this name`,
    mend: `name one of ${known.map(sourceName).join(", ")}`,
  });
}
