// Loaded into a measured program with `--import`: at its end, what it took is written to the file named by USAGE_FILE.
import { readFileSync, writeFileSync } from 'node:fs'

process.once('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  // Not `maxRSS`: that one begins with the memory of the program that started this one.
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: Number(peak) / 1024 }
  writeFileSync(process.env.USAGE_FILE, JSON.stringify(usage))
})
