import * as lab from './0001_lab.ts'
import * as member from './0002_member.ts'
import * as machine from './0003_machine.ts'
import * as opening from './0004_opening.ts'
import * as booking from './0005_booking.ts'
import * as priceList from './0006_price_list.ts'
import * as printJob from './0007_print_job.ts'
import * as run from './0008_run.ts'
import * as screen from './0009_screen.ts'
import * as streamAndLink from './0010_stream_and_link.ts'
import * as continuity from './0011_continuity.ts'
import * as printerProfile from './0012_printer_profile.ts'
import * as change from './0013_change.ts'
import * as membership from './0014_membership.ts'
import * as message from './0015_message.ts'
import * as printerPage from './0016_printer_page.ts'
import * as organization from './0017_organization.ts'
import * as shelf from './0018_shelf.ts'
import * as settings from './0019_settings.ts'
import * as bookingRule from './0020_booking_rule.ts'
import * as idempotency from './0021_idempotency.ts'
import * as waitingList from './0022_waiting_list.ts'
import * as availability from './0023_availability.ts'
import * as training from './0024_training.ts'
import * as calendarFeed from './0025_calendar_feed.ts'
import * as bookingIndex from './0026_booking_index.ts'
import * as maintenance from './0028_maintenance.ts'
import * as externalCalendar from './0029_external_calendar.ts'
import * as authorization from './0030_authorization.ts'
import * as upkeep from './0031_upkeep.ts'
import * as schoolAndStaff from './0032_school_and_staff.ts'
import * as loosePhoto from './0033_loose_photo.ts'
import * as plan from './0034_plan.ts'
import * as bookingOpen from './0035_booking_open.ts'
import * as placement from './0036_placement.ts'
import * as slicingProfile from './0037_slicing_profile.ts'
import * as repaired from './0038_repaired.ts'
import * as oldJob from './0039_old_job.ts'

/** In the order they run; never edited once released. A merge conflict on this list is two branches numbering alike. */
export const migrations = {
  '0001_lab': lab,
  '0002_member': member,
  '0003_machine': machine,
  '0004_opening': opening,
  '0005_booking': booking,
  '0006_price_list': priceList,
  '0007_print_job': printJob,
  '0008_run': run,
  '0009_screen': screen,
  '0010_stream_and_link': streamAndLink,
  '0011_continuity': continuity,
  '0012_printer_profile': printerProfile,
  '0013_change': change,
  '0014_membership': membership,
  '0015_message': message,
  '0016_printer_page': printerPage,
  '0017_organization': organization,
  '0018_shelf': shelf,
  '0019_settings': settings,
  '0020_booking_rule': bookingRule,
  '0021_idempotency': idempotency,
  '0022_waiting_list': waitingList,
  '0023_availability': availability,
  '0024_training': training,
  '0025_calendar_feed': calendarFeed,
  '0026_booking_index': bookingIndex,
  '0028_maintenance': maintenance,
  '0029_external_calendar': externalCalendar,
  '0030_authorization': authorization,
  '0031_upkeep': upkeep,
  '0032_school_and_staff': schoolAndStaff,
  '0033_loose_photo': loosePhoto,
  '0034_plan': plan,
  '0035_booking_open': bookingOpen,
  '0036_placement': placement,
  '0037_slicing_profile': slicingProfile,
  '0038_repaired': repaired,
  '0039_old_job': oldJob,
}
