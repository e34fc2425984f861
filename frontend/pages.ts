import type { Component } from 'svelte'
import type { Role } from '#backend/base/role.ts'
import type { Path } from './lib/href.ts'
import { t } from './shell/texts.ts'

export type Page = {
  /** The component, which gets the `:names` of its path as props. */
  load: () => Promise<{ default: Component<never> }>
  /** `anyone` needs no session; a role stands for itself and all above it. */
  who: 'anyone' | Role
  title: () => string
  /** Without the bars: a wall or a kiosk, or a page that comes before them. */
  bare?: boolean
}

/** Every page there is. */
export const pages: Record<Path, Page> = {
  '/': { load: () => import('./home/HomePage.svelte'), who: 'visitor', title: () => t().home },
  '/sign-in': { load: () => import('./member/SignInPage.svelte'), who: 'anyone', title: () => t().signIn, bare: true },
  '/first-run': {
    load: () => import('./lab/FirstRunPage.svelte'),
    who: 'anyone',
    title: () => t().firstRun,
    bare: true,
  },
  '/machines': { load: () => import('./machine/MachinesPage.svelte'), who: 'visitor', title: () => t().machines },
  '/machines/:id': { load: () => import('./machine/MachinePage.svelte'), who: 'visitor', title: () => t().machine },
  '/machines/:id/control': {
    load: () => import('./printer/ControlPage.svelte'),
    who: 'volunteer',
    title: () => t().control,
  },
  '/calendar': { load: () => import('./calendar/CalendarPage.svelte'), who: 'visitor', title: () => t().calendar },
  '/trainings': { load: () => import('./training/TrainingsPage.svelte'), who: 'visitor', title: () => t().trainings },
  '/trainings/:id': { load: () => import('./training/SheetPage.svelte'), who: 'member', title: () => t().trainings },
  '/authorizations': {
    load: () => import('./authorization/AuthorizationsPage.svelte'),
    who: 'member',
    title: () => t().authorizations,
  },
  '/authorizations/import': {
    load: () => import('./authorization/ImportPage.svelte'),
    who: 'staff',
    title: () => t().authorizations,
  },
  '/print': { load: () => import('./upload/UploadPage.svelte'), who: 'member', title: () => t().print },
  '/jobs': { load: () => import('./print-job/JobsPage.svelte'), who: 'visitor', title: () => t().jobs },
  '/jobs/:id': { load: () => import('./print-job/JobPage.svelte'), who: 'visitor', title: () => t().job },
  '/desk': { load: () => import('./desk/DeskPage.svelte'), who: 'volunteer', title: () => t().toApprove },
  '/desk/queue': { load: () => import('./desk/QueuePage.svelte'), who: 'volunteer', title: () => t().queue },
  '/desk/faults': {
    load: () => import('./maintenance/TicketsPage.svelte'),
    who: 'volunteer',
    title: () => t().faults,
  },
  '/settings': { load: () => import('./lab/SettingsPage.svelte'), who: 'volunteer', title: () => t().settings },
  '/settings/members': {
    load: () => import('./member/MembersPage.svelte'),
    who: 'volunteer',
    title: () => t().members,
  },
  '/settings/members/:id': {
    load: () => import('./member/MemberPage.svelte'),
    who: 'volunteer',
    title: () => t().members,
  },
  '/settings/members/import': {
    load: () => import('./member-import/ImportPage.svelte'),
    who: 'staff',
    title: () => t().memberImport,
  },
  '/settings/organizations': {
    load: () => import('./organization/OrganizationsPage.svelte'),
    who: 'volunteer',
    title: () => t().organizations,
  },
  '/settings/organizations/:id': {
    load: () => import('./organization/OrganizationPage.svelte'),
    who: 'volunteer',
    title: () => t().organizations,
  },
  '/settings/induction': {
    load: () => import('./induction/InductionPage.svelte'),
    who: 'volunteer',
    title: () => t().induction,
  },
  '/settings/machines': {
    load: () => import('./machine/MachineSettingsPage.svelte'),
    who: 'staff',
    title: () => t().machines,
  },
  '/settings/machines/:id': {
    load: () => import('./machine/MachineEditPage.svelte'),
    who: 'staff',
    title: () => t().machine,
  },
  '/settings/screens': { load: () => import('./screen/ScreensPage.svelte'), who: 'staff', title: () => t().screens },
  '/settings/bookings': {
    load: () => import('./booking-rule/BookingRulesPage.svelte'),
    who: 'staff',
    title: () => t().bookings,
  },
  '/settings/prices': { load: () => import('./pricing/PricesPage.svelte'), who: 'staff', title: () => t().prices },
  '/settings/history': {
    load: () => import('./change/HistoryPage.svelte'),
    who: 'volunteer',
    title: () => t().history,
  },
  '/settings/messages': { load: () => import('./mail/MailPage.svelte'), who: 'staff', title: () => t().messages },
  '/settings/slicing': {
    load: () => import('./slicing-profile/SlicingPage.svelte'),
    who: 'staff',
    title: () => t().slicing,
  },
  '/settings/spools': { load: () => import('./spool/SpoolsPage.svelte'), who: 'volunteer', title: () => t().spools },
  '/settings/month': { load: () => import('./month-sheet/MonthPage.svelte'), who: 'staff', title: () => t().month },
  '/settings/labels': { load: () => import('./label/LabelsPage.svelte'), who: 'staff', title: () => t().labels },
  '/account': { load: () => import('./member/AccountPage.svelte'), who: 'visitor', title: () => t().account },
  '/account/messages': {
    load: () => import('./message/PreferencesPage.svelte'),
    who: 'visitor',
    title: () => t().preferences,
  },
  '/messages': { load: () => import('./message/MessagesPage.svelte'), who: 'visitor', title: () => t().messages },
  '/public': { load: () => import('./public-page/PublicPage.svelte'), who: 'anyone', title: () => t().lab, bare: true },
  '/public/machines': {
    load: () => import('./public-page/MachinesPage.svelte'),
    who: 'anyone',
    title: () => t().machines,
    bare: true,
  },
  '/public/hours': {
    load: () => import('./public-page/HoursPage.svelte'),
    who: 'anyone',
    title: () => t().hours,
    bare: true,
  },
  '/public/prices': {
    load: () => import('./public-page/PricesPage.svelte'),
    who: 'anyone',
    title: () => t().prices,
    bare: true,
  },
  '/q/m/:id': {
    load: () => import('./label/ScannedMachine.svelte'),
    who: 'anyone',
    title: () => t().machine,
    bare: true,
  },
  '/q/s/:id': {
    load: () => import('./label/ScannedSpool.svelte'),
    who: 'visitor',
    title: () => t().spools,
    bare: true,
  },
  '/q/b/:id': { load: () => import('./label/ScannedBin.svelte'), who: 'visitor', title: () => t().bin, bare: true },
  '/q/p/:id': { load: () => import('./label/ScannedCard.svelte'), who: 'anyone', title: () => t().card, bare: true },
  '/wall': { load: () => import('./wall/WallPage.svelte'), who: 'anyone', title: () => t().wall, bare: true },
  '/kiosk': { load: () => import('./kiosk/KioskPage.svelte'), who: 'anyone', title: () => t().kiosk, bare: true },
}
