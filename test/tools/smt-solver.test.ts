import { afterAll, describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { openSmtSolver, smtSolverVersion } from "../../tools/index.ts";
import { hard } from "./hard-problem.ts";

const solver = await openSmtSolver();
afterAll(() => solver.close());

describe("the SMT solver", () => {
  test("answers; contexts know nothing of each other, and what they know lasts", async () => {
    const [first, second] = [solver.context(), solver.context()];
    await first.ask("(declare-fun x () (_ BitVec 4))(assert (= x #x3))");
    await second.ask("(declare-fun x () Bool)(assert x)");
    expect(await first.ask("(check-sat)(get-value (x))")).toBe("sat\n((x #x3))\n");
    expect(await second.ask("(assert (not x))(check-sat)")).toBe("unsat\n");
    await first.close();
    await second.close();
  });

  test("takes long texts whole", async () => {
    const context = solver.context();
    const declarations = Array.from({ length: 20_000 }, (_, i) => `(declare-fun x${i} () Bool)(assert x${i})`);
    expect(await context.ask(`${declarations.join("\n")}(check-sat)`)).toBe("sat\n");
    await context.close();
  });

  test("an abort ends it at once, with the signal's reason; afterwards it says that it is gone", async () => {
    const cut = await openSmtSolver();
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 500);
    await expect(cut.context(controller.signal).ask(hard)).rejects.toThrow("enough");
    await expect(cut.context().ask("(check-sat)")).rejects.toThrow(/^TOOL001 z3: it has been closed, called as: z3/);
    expect(cut.isClosed).toBe(true);
    await cut.close();
  });

  test("TOOL020: not installed", async () => {
    const error = await smtSolverVersion("file:///no/such/folder/index.js").catch((thrown: unknown) => thrown);
    if (!(error instanceof SpikeforgeError)) throw new Error("nothing was thrown");
    expect(error.message).toBe(
      "TOOL020 z3: not found: the npm package z3-solver is not installed\n    type: npm install z3-solver",
    );
  });
});
