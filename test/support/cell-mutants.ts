/**
 * Broken copies of a design, one change each: what is assigned has its lowest bit flipped, a register holds where it should not, a
 * condition is turned round. Only what stands in the given source files is touched, and what they assert is left out, so
 * that the harness around a cell stays whole and has to find the damage by itself.
 */
import * as ir from "../../hdlgen/expr.ts";
import type { Design, Expr, ModuleIr, Statement } from "../../hdlgen/ir.ts";
import { type Site, shortLocation } from "../../hdlgen/site.ts";

export interface Mutant {
  readonly change: string;
  readonly design: Design;
}

export function mutantsOf(design: Design, files: readonly string[]): Mutant[] {
  const isOfCell = ({ location }: Site): boolean => files.some((file) => location?.includes(`/${file}:`) ?? false);
  return design.modules.flatMap((original, index) => {
    const module = { ...original, properties: original.properties.filter(({ site }) => !isOfCell(site)) };
    return changesOf(module, isOfCell).map(({ change, mutated }) => {
      return { change: `${module.name}: ${change}`, design: withModule(design, index, mutated) };
    });
  });
}

/** The design with another module at this place of its list, in its instances too. */
function withModule({ top, modules }: Design, index: number, instead: ModuleIr): Design {
  const replaced = new Map<ModuleIr, ModuleIr>();
  const list = modules.map((module, i) => {
    const own = i === index ? instead : module;
    const instances = own.instances.map((each) => ({ ...each, module: replaced.get(each.module) ?? each.module }));
    const next = { ...own, instances };
    replaced.set(module, next);
    return next;
  });
  return { top: replaced.get(top) ?? top, modules: list };
}

interface Change {
  readonly change: string;
  readonly mutated: ModuleIr;
}

function changesOf(module: ModuleIr, isOfCell: (site: Site) => boolean): Change[] {
  const body = variantsOf(module.body, isOfCell).map(({ what, list }) => ({
    change: what,
    mutated: { ...module, body: list },
  }));
  const nodes = module.nodes.flatMap((node, i) =>
    isOfCell(node.signal.site)
      ? [
          {
            change: `${node.signal.name} flipped`,
            mutated: { ...module, nodes: module.nodes.with(i, { ...node, value: flipped(node.value) }) },
          },
        ]
      : [],
  );
  const writes = module.memories.flatMap((memory, i) =>
    isOfCell(memory.site)
      ? memory.writes.map((write, j) => ({
          change: `${memory.name} written when it should not be`,
          mutated: {
            ...module,
            memories: module.memories.with(i, {
              ...memory,
              writes: memory.writes.with(j, { ...write, enable: ir.not(write.enable) }),
            }),
          },
        }))
      : [],
  );
  const outputs = module.outputs.flatMap(({ signal, value }, i) => {
    // An output that shows a signal of its own name is that signal.
    const isOfItsOwn = isOfCell(module.site) && !(value.op === "ref" && value.signal.name === signal.name);
    const instead = module.outputs.with(i, { signal, value: flipped(value) });
    return isOfItsOwn ? [{ change: `${signal.name} flipped`, mutated: { ...module, outputs: instead } }] : [];
  });
  return [...body, ...nodes, ...writes, ...outputs];
}

interface Variant {
  readonly what: string;
  readonly list: readonly Statement[];
}

/** Every list of statements that differs from this one in one of the cell's statements. */
function variantsOf(statements: readonly Statement[], isOfCell: (site: Site) => boolean): Variant[] {
  return statements.flatMap((statement, i): Variant[] => {
    const put = (what: string, ...instead: Statement[]): Variant => ({
      what: `${what} at ${shortLocation(statement.site)}`,
      list: statements.toSpliced(i, 1, ...instead),
    });
    const inside = (what: string, instead: Statement): Variant => ({ what, list: statements.with(i, instead) });
    const own = isOfCell(statement.site);
    if (statement.kind === "assign") {
      if (!own) return [];
      const { target, value } = statement;
      const held = { ...statement, value: ir.reference(target) };
      return [
        put(`${target.name} flipped`, { ...statement, value: flipped(value) }),
        ...(target.role === "register" ? [put(`${target.name} held`, held)] : []),
      ];
    }
    if (statement.kind === "if") {
      return [
        ...(own ? [put("condition turned round", { ...statement, cond: ir.not(statement.cond) })] : []),
        ...variantsOf(statement.then, isOfCell).map(({ what, list: then }) => inside(what, { ...statement, then })),
        ...variantsOf(statement.else, isOfCell).map(({ what, list }) => inside(what, { ...statement, else: list })),
      ];
    }
    return statement.cases.flatMap((each, j) =>
      variantsOf(each.body, isOfCell).map(({ what, list }) =>
        inside(what, { ...statement, cases: statement.cases.with(j, { ...each, body: list }) }),
      ),
    );
  });
}

const flipped = (value: Expr): Expr => ir.binary("xor", value, ir.constant(1n, value.width));
