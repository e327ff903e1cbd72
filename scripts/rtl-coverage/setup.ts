import { afterAll } from "vitest";
import { finish } from "./embedded-with-coverage.ts";

afterAll(finish);
