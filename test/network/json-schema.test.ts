import { expect, test } from "vitest";
import { networkJsonSchema } from "../../network/index.ts";

test("docs/network.schema.json is the schema that files are checked against (`vitest -u` writes it)", async () => {
  const text = `${JSON.stringify(networkJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/network.schema.json");
});
