/** Weeks in, the bars of the chart out: hours by project for each of the latest weeks, weeks without an entry among them; pure. */
import { addDays, type Week } from './weeks.ts';

export interface ChartModel {
  /** Most hours first; what has no colour of its own any more is summed up as the last. */
  readonly projects: readonly string[];
  /** Oldest first. */
  readonly weeks: readonly ChartWeek[];
  /** Where the axis ends: a round number of hours, at least as many as the fullest week has. */
  readonly maxHours: number;
  readonly stepHours: number;
}

export interface ChartWeek {
  readonly monday: string;
  readonly hours: number;
  /** As many as there are projects, in their order. */
  readonly hoursByProject: readonly number[];
}

/** More colours cannot be told apart at a glance. */
const COLOURS = 5;

const OTHERS = 'Other projects';

/**
 * @param weeks whole weeks, newest first
 * @param count how many weeks to draw at most
 * @returns undefined where there is nothing to draw
 */
export function toChart(weeks: readonly Week[], count: number): ChartModel | undefined {
  const newest = weeks[0];
  if (newest === undefined) return undefined;
  const mondays = Array.from({ length: count }, (_, index) => addDays(newest.monday, -7 * index));
  const drawn = weeks.filter(({ monday }) => mondays.includes(monday));
  const oldest = drawn.at(-1)?.monday ?? newest.monday;
  const totals = new Map<string, number>();
  for (const { project, hours } of drawn.flatMap(({ entries }) => entries)) {
    totals.set(project, (totals.get(project) ?? 0) + hours);
  }
  const ranked = [...totals].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([project]) => project);
  const fits = ranked.length <= COLOURS;
  const named = fits ? ranked : ranked.slice(0, COLOURS - 1);
  const projects = fits ? named : [...named, OTHERS];

  const toWeek = (monday: string): ChartWeek => {
    const entries = drawn.find((week) => week.monday === monday)?.entries ?? [];
    const hoursByProject = projects.map(() => 0);
    for (const { project, hours } of entries) {
      const index = named.indexOf(project);
      const column = index === -1 ? projects.length - 1 : index;
      hoursByProject[column] = (hoursByProject[column] ?? 0) + hours;
    }
    return { monday, hoursByProject, hours: hoursByProject.reduce((sum, hours) => sum + hours, 0) };
  };
  const chartWeeks = mondays
    .filter((monday) => monday >= oldest)
    .reverse()
    .map(toWeek);
  return { projects, weeks: chartWeeks, ...toScale(Math.max(...chartWeeks.map(({ hours }) => hours))) };
}

/** Steps that people count hours in. */
const STEPS = [1, 2, 5, 10, 20, 50];

function toScale(hours: number): Pick<ChartModel, 'maxHours' | 'stepHours'> {
  const stepHours = STEPS.find((step) => hours / step <= 4) ?? 100;
  return { stepHours, maxHours: Math.max(Math.ceil(hours / stepHours), 1) * stepHours };
}
