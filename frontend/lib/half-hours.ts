/** 00:00, 00:30 … 24:00: the times that a lab opens, closes and is booked by. */
export const halfHours = Array.from(
  { length: 49 },
  (_, n) => `${String(n >> 1).padStart(2, '0')}:${n % 2 ? '30' : '00'}`,
)
