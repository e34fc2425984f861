import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export const findWebcam = (db: Db, labId: string, machineId: string) =>
  db.selectFrom('webcam').selectAll().where('labId', '=', labId).where('id', '=', machineId).executeTakeFirst()

export const saveWebcam = (db: Db, row: Tables['webcam']) =>
  db
    .insertInto('webcam')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ address: row.address }))
    .execute()

export const deleteWebcam = (db: Db, machineId: string) => db.deleteFrom('webcam').where('id', '=', machineId).execute()
