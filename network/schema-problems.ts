import type { z } from "zod";
import type { Problems } from "./problems.ts";

type Issue = z.core.$ZodIssue;

/** Turns what the schema found into NET004 problems: path, found, expected. */
export function addSchemaProblems(issues: readonly Issue[], data: unknown, problems: Problems): void {
  for (const issue of issues) {
    const path = pathText(issue.path);
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) {
        const at = path === "" ? key : `${path}.${key}`;
        problems.add("NET004", "file", at, `unknown field "${key}"`, "docs/network-file.md lists the fields");
      }
      continue;
    }
    const found = `${path === "" ? "the file" : path} is ${shown(valueAt(data, issue.path))}`;
    problems.add("NET004", "file", path, `${found}, expected ${expected(issue)}`);
  }
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return withArticle(issue.expected);
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "too_small":
      return `${issue.inclusive === true ? "at least" : "more than"} ${issue.minimum}${elements(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive === true ? "at most" : "less than"} ${issue.maximum}${elements(issue.origin)}`;
    case "invalid_union":
      return (
        [...new Set(issue.errors.flatMap((errors) => errors.slice(0, 1).map(expected)))].join(" or ") || issue.message
      );
    default:
      return issue.message;
  }
}

function elements(origin: string): string {
  return origin === "array" ? " elements" : "";
}

function withArticle(type: string): string {
  return type === "int" ? "an integer" : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`))
    .join("");
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
