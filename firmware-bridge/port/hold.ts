import { spawn } from 'node:child_process'

/**
 * Closing must not drop DTR: most boards restart when it rises again, and a bridge that comes back in the middle of a print
 * would reset the printer. `hupcl: false` of serialport 13 only leaves HUPCL as it was, and Linux starts with it set.
 */
export const keepDtrAtClose = (fd: number): Promise<void> => doTo(fd, 'stty', '-hupcl')

/**
 * TIOCEXCL: the kernel refuses every further opening (but root's), of programs that know of no lock too. Perl is part of every
 * Debian; where it is missing, the lock and the lock file stand alone. It ends with the last closing of the port.
 */
export const keepOthersOut = (fd: number): Promise<void> => doTo(fd, 'perl', '-e', 'ioctl(STDIN, 0x540c, 0)')

const withinMs = 2000

/** Runs a program with the port as its standard input, for what Node cannot ask of the kernel. */
function doTo(fd: number, program: string, ...argv: string[]): Promise<void> {
  return new Promise((done) => {
    const child = spawn(program, argv, { stdio: [fd, 'ignore', 'ignore'], timeout: withinMs })
    child.once('error', () => done())
    child.once('close', () => done())
  })
}
