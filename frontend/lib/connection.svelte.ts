/** Whether news arrive by themselves. `lostAt` is set while a connection that worked is gone. */
class Connection {
  connected = $state(false)
  lostAt = $state<number>()

  gained(): void {
    this.connected = true
    this.lostAt = undefined
  }

  lost(): void {
    if (this.connected) this.lostAt = Date.now()
    this.connected = false
  }

  closed(): void {
    this.connected = false
    this.lostAt = undefined
  }
}

export const connection = new Connection()
