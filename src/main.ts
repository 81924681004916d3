#!/usr/bin/env node
import * as fs from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "./cli/run.ts";

const { argv, env, stdin, stdout, stderr } = process;
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interrupt.abort());
const clock = { now: () => Date.now(), sleep: (milliseconds: number) => sleep(milliseconds) };
const io = { argv: argv.slice(2), env, cwd: process.cwd(), stdin, stdout, stderr, fs, fetch, clock };
process.exitCode = await run({ ...io, signal: interrupt.signal });
