#!/usr/bin/env node
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { gitWith } from "./cli/git.ts";
import { run } from "./cli/run.ts";

const { argv, env, stdin, stdout, stderr } = process;
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interrupt.abort());
// Whoever reads the output may have enough of it before it ends, as `head` does; what the command finds stays true.
const isEnough = ({ code }: NodeJS.ErrnoException) => code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
for (const stream of [stdout, stderr]) stream.on("error", (error) => isEnough(error) || process.exit(3));
const pause = (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined);
const clock = { now: () => Date.now(), sleep: pause };
const world = { stdin, stdout, stderr, fs, fetch, clock, unique: () => randomUUID(), git: gitWith(execFile) };
const io = { argv: argv.slice(2), env, cwd: process.cwd(), ...world };
process.exitCode = await run({ ...io, signal: interrupt.signal });
