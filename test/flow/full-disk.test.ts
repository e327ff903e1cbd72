import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { replaceFile, replaceFolder } from "../../flow/index.ts";
import { findProgram, runProcess, whileWriting } from "../../tools/index.ts";
import { nativeTool } from "../../tools/native-tool.ts";
import { fakeProgram } from "../tools/fake-programs.ts";

const disk = vi.hoisted(() => ({ bytesLeft: Number.POSITIVE_INFINITY }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    /** A disk with `bytesLeft`: the file is there, with as much as fitted, when the error comes. */
    writeFile: async (path: string, content: string | Uint8Array) => {
      const bytes = Buffer.from(content as string);
      const fits = bytes.subarray(0, Math.min(bytes.length, disk.bytesLeft));
      disk.bytesLeft -= fits.length;
      await real.writeFile(path, fits);
      if (fits.length < bytes.length)
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
    },
  };
});

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-disk-"));
});
afterEach(async () => {
  disk.bytesLeft = Number.POSITIVE_INFINITY;
  await rm(folder, { recursive: true, force: true });
});

const kind = { marker: "report.json", noun: "an earlier build", code: "FLOW020" };
const refused = (code: string) => Object.assign(new Error(code), { code, syscall: "open" });
const thrownBy = async (work: Promise<unknown>): Promise<SpikeforgeError> => {
  const error = await work.then(
    () => new Error("nothing was thrown"),
    (caught: unknown) => caught,
  );
  if (!(error instanceof SpikeforgeError)) throw error;
  return error;
};

describe("what the system refuses to write", () => {
  it.each([
    ["EDQUOT", "FLOW021 out/a: the quota of the disk is used up (EDQUOT); 1,234 bytes were to be written, N are free"],
    ["EACCES", "FLOW022 out/a: no permission to write there (EACCES); 1,234 bytes were to be written"],
    ["EPERM", "FLOW022 out/a: no permission to write there (EPERM); 1,234 bytes were to be written"],
    ["EROFS", "FLOW023 out/a: the file system is read-only (EROFS); 1,234 bytes were to be written"],
    ["EISDIR", "FLOW024 out/a: the system refuses to write there (EISDIR); 1,234 bytes were to be written"],
  ])("%s becomes an error with the path, the reason and the size", async (code, line) => {
    const mends: Record<string, string> = {
      FLOW021: "make room, or write to another disk",
      FLOW022: "change the permissions, or write to another folder",
      FLOW023: "write to another folder",
      FLOW024: "check the path: each of its parts but the last has to be a folder",
    };
    const error = await thrownBy(whileWriting({ path: "out/a", bytes: 1234 }, () => Promise.reject(refused(code))));
    expect(error.message.replace(/[\d,]+ are free/, "N are free")).toBe(
      `${line}\n    ${mends[error.code]}; nothing was left half-written`,
    );
    expect(error.cause).toMatchObject({ code });
  });

  it("any other error passes through as it is", async () => {
    const defect = new TypeError("a defect");
    await expect(whileWriting({ path: "a", bytes: 1 }, () => Promise.reject(defect))).rejects.toBe(defect);
  });
});

describe("a folder on a disk that fills up", () => {
  const files = { "report.json": "{}", "top.bin": "x".repeat(300), "verilog/top.v": "module" };

  it("FLOW021: nothing of it stays, and the bytes of all files are told", async () => {
    disk.bytesLeft = 200;
    const error = await thrownBy(replaceFolder(join(folder, "build"), kind, files));
    expect(error.message.replace(/[\d,]+ are free/, "N are free")).toBe(
      [
        `FLOW021 ${join(folder, "build")}: the disk is full (ENOSPC); 308 bytes were to be written, N are free`,
        "    make room, or write to another disk; nothing was left half-written",
      ].join("\n"),
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([0, 1, 2, 301, 307])("with room for %i bytes more, the earlier folder stays as it was", async (bytes) => {
    await replaceFolder(join(folder, "build"), kind, { "report.json": "earlier" });
    disk.bytesLeft = bytes;
    expect((await thrownBy(replaceFolder(join(folder, "build"), kind, files))).code).toBe("FLOW021");
    expect(await readdir(folder)).toEqual(["build"]);
    expect(await readFile(join(folder, "build", "report.json"), "utf8")).toBe("earlier");
    disk.bytesLeft = 308;
    await replaceFolder(join(folder, "build"), kind, files);
    expect((await readdir(join(folder, "build"))).sort()).toEqual(["report.json", "top.bin", "verilog"]);
  });

  it("FLOW021: the inputs of a native tool do not fit into the folder for temporary files", async () => {
    const tool = nativeTool("yosys", await fakeProgram(folder, "yosys", "exit 0"), "1.0");
    disk.bytesLeft = 10;
    const error = await thrownBy(tool.run({ args: [], files: { "top.v": "x".repeat(500) }, outputs: [] }));
    expect(error.message).toMatch(
      /^FLOW021 .*spikeforge-\w+ \(files for yosys\): the disk is full \(ENOSPC\); 500 bytes were to be written/,
    );
    const [, temporary = ""] = /^FLOW021 (.*) \(files/.exec(error.message) ?? [];
    await expect(readdir(temporary)).rejects.toThrow("ENOENT");
  });

  it("an abort leaves the earlier folder", async () => {
    await replaceFolder(join(folder, "build"), kind, { "report.json": "earlier" });
    const signal = AbortSignal.abort(new Error("cancelled"));
    await expect(replaceFolder(join(folder, "build"), kind, files, signal)).rejects.toThrow("cancelled");
    expect(await readdir(folder)).toEqual(["build"]);
    expect(await readFile(join(folder, "build", "report.json"), "utf8")).toBe("earlier");
  });
});

describe("the system's own refusals", () => {
  it("FLOW024: a part of the path is a file", async () => {
    await writeFile(join(folder, "notes"), "mine");
    const error = await thrownBy(replaceFolder(join(folder, "notes", "build"), kind, { "report.json": "{}" }));
    expect(error.message).toBe(
      [
        `FLOW024 ${join(folder, "notes", "build")}: the system refuses to write there (EEXIST); 2 bytes were to be written`,
        "    check the path: each of its parts but the last has to be a folder; nothing was left half-written",
      ].join("\n"),
    );
    expect(await readFile(join(folder, "notes"), "utf8")).toBe("mine");
  });

  it("FLOW020: the folder is a file, which stays", async () => {
    const path = join(folder, "notes");
    await writeFile(path, "mine");
    expect((await thrownBy(replaceFolder(path, kind, { "report.json": "{}" }))).message).toBe(
      `FLOW020 ${path}: exists and is a file, not the folder of an earlier build\n    name another folder, or remove it`,
    );
    expect(await readFile(path, "utf8")).toBe("mine");
  });

  it("FLOW021: the kernel's own ENOSPC for one file, and the earlier file stays", async () => {
    const path = join(folder, "network.json");
    await writeFile(path, "earlier");
    await symlink("/dev/full", `${path}.${process.pid}.partial`);
    const error = await thrownBy(replaceFile(path, "x".repeat(100_000)));
    expect(error.message).toContain("the disk is full (ENOSPC); 100,000 bytes were to be written");
    expect(await readdir(folder)).toEqual(["network.json"]);
    expect(await readFile(path, "utf8")).toBe("earlier");
  });

  it("a whole build on a real disk of 64 kB, which it fills: exit code 2, an empty disk afterwards", async ({
    skip,
  }) => {
    const unshare = await findProgram("unshare");
    const disk = join(folder, "disk");
    await mkdir(disk);
    const program = fileURLToPath(new URL("./write-to-full-disk.ts", import.meta.url));
    const inside = (script: string) =>
      runProcess({
        command: unshare ?? "unshare",
        args: [
          "--user",
          "--map-root-user",
          "--mount",
          "sh",
          "-c",
          `mount -t tmpfs -o size=64k tmpfs ${disk} && ${script}`,
        ],
        onFailure: "return",
      });
    // A container may forbid name spaces of one's own; the tests above stand in for it there.
    if (unshare === undefined || (await inside("true")).exitCode !== 0) return skip("no tmpfs can be mounted here");
    const { stdout, exitCode, stderr } = await inside(`'${process.execPath}' --import tsx '${program}' ${disk}`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(
      /^FLOW021 .*disk\/build: the disk is full \(ENOSPC\); 200,002 bytes were to be written, [\d,]+ are free\n/,
    );
    expect(stdout).toMatch(/\nleft: \[\]\nfree: 65536\n$/);
  });
});
