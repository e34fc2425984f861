import { accountApi } from './account/schema.ts'
import { announcementApi } from './announcement/schema.ts'
import { authorizationImportApi } from './authorization-import/schema.ts'
import { authorizationApi } from './authorization/schema.ts'
import { bookingApi } from './booking/schema.ts'
import { bookingFindApi } from './booking-find/schema.ts'
import { bookingLifeApi } from './booking-life/schema.ts'
import { bookingRuleApi } from './booking-rule/schema.ts'
import { bookingSeriesApi } from './booking-series/schema.ts'
import { bridgeApi } from './bridge/schema.ts'
import { calendarFeedApi } from './calendar-feed/schema.ts'
import { changeApi } from './change/schema.ts'
import { closureApi } from './closure/schema.ts'
import { externalCalendarApi } from './external-calendar/schema.ts'
import { confirmationApi } from './confirmation/schema.ts'
import { controlApi } from './control/schema.ts'
import { inductionApi } from './induction/schema.ts'
import { labApi } from './lab/schema.ts'
import { labelApi } from './label/schema.ts'
import { machineApi } from './machine/schema.ts'
import { mailApi } from './mail/schema.ts'
import { maintenanceApi } from './maintenance/schema.ts'
import { upkeepApi } from './upkeep/schema.ts'
import { memberApi } from './member/schema.ts'
import { memberImportApi } from './member-import/schema.ts'
import { messageApi } from './message/schema.ts'
import { monthSheetApi } from './month-sheet/schema.ts'
import { openingApi } from './opening/schema.ts'
import { pictureApi } from './picture/schema.ts'
import { organizationApi } from './organization/schema.ts'
import { pricingApi } from './pricing/schema.ts'
import { printOfferApi } from './print-offer/schema.ts'
import { printJobApi } from './print-job/schema.ts'
import { rehearsalApi } from './rehearsal/schema.ts'
import { publicPageApi } from './public-page/schema.ts'
import { screenApi } from './screen/schema.ts'
import { trainingApi } from './training/schema.ts'
import { waitingListApi } from './waiting-list/schema.ts'
import { webcamApi } from './webcam/schema.ts'
import { shelfApi } from './shelf/schema.ts'
import { slicingProfileApi } from './slicing-profile/schema.ts'
import { spoolApi } from './spool/schema.ts'

/** Every endpoint there is, by noun. The API page and the "who may call what" test are made from it. */
export const api = {
  lab: labApi,
  member: memberApi,
  account: accountApi,
  confirmation: confirmationApi,
  memberImport: memberImportApi,
  organization: organizationApi,
  induction: inductionApi,
  authorization: authorizationApi,
  authorizationImport: authorizationImportApi,
  message: messageApi,
  mail: mailApi,
  announcement: announcementApi,
  machine: machineApi,
  control: controlApi,
  opening: openingApi,
  booking: bookingApi,
  bookingRule: bookingRuleApi,
  bookingLife: bookingLifeApi,
  bookingSeries: bookingSeriesApi,
  bookingFind: bookingFindApi,
  waitingList: waitingListApi,
  training: trainingApi,
  calendarFeed: calendarFeedApi,
  externalCalendar: externalCalendarApi,
  printJob: printJobApi,
  screen: screenApi,
  bridge: bridgeApi,
  webcam: webcamApi,
  change: changeApi,
  pricing: pricingApi,
  closure: closureApi,
  picture: pictureApi,
  rehearsal: rehearsalApi,
  maintenance: maintenanceApi,
  upkeep: upkeepApi,
  spool: spoolApi,
  shelf: shelfApi,
  slicingProfile: slicingProfileApi,
  printOffer: printOfferApi,
  label: labelApi,
  monthSheet: monthSheetApi,
  publicPage: publicPageApi,
}
