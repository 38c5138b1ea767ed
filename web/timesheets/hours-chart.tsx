/** Hours per project and week as a drawing, with the same figures as a table for those who would rather read them. */
import { formatHours, formatShortDay, formatWeek } from '../format.ts';
import { useWidth } from '../ui/hooks.ts';
import { type ChartModel, toChart } from './chart-model.ts';
import type { Week } from './weeks.ts';

const HEIGHT = 208;
const MARGIN = { top: 12, right: 0, bottom: 28, left: 34 };
const WIDEST_BAR = 44;
/** Between the parts of a bar. */
const GAP = 2;
/** The least that keeps two labels apart. */
const WEEK_WIDTH = 52;
const MOST_WEEKS = 8;

export function HoursChart({ weeks }: { weeks: readonly Week[] }) {
  const [ref, width] = useWidth<HTMLElement>();
  const room = Math.floor((width - MARGIN.left) / WEEK_WIDTH);
  const chart = toChart(weeks, Math.min(Math.max(room, 2), MOST_WEEKS));
  return (
    <figure class="card chart" ref={ref} aria-labelledby="chart-title">
      <figcaption>
        <h2 id="chart-title">Hours per week</h2>
        {chart && <Legend projects={chart.projects} />}
      </figcaption>
      {chart && width > 0 && <Bars chart={chart} width={width} />}
      {chart && <ChartTable chart={chart} />}
    </figure>
  );
}

function Legend({ projects }: Pick<ChartModel, 'projects'>) {
  return (
    <ul class="legend">
      {projects.map((project, index) => (
        <li key={project}>
          <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
            <rect class={`series-${index + 1}`} width="10" height="10" rx="3" />
          </svg>
          <span class="legend-name">{project}</span>
        </li>
      ))}
    </ul>
  );
}

function Bars({ chart, width }: { chart: ChartModel; width: number }) {
  const { weeks, projects, maxHours, stepHours } = chart;
  const plotHeight = HEIGHT - MARGIN.top - MARGIN.bottom;
  const column = (width - MARGIN.left - MARGIN.right) / weeks.length;
  const barWidth = Math.min(column * 0.64, WIDEST_BAR);
  const yOf = (hours: number) => MARGIN.top + plotHeight * (1 - hours / maxHours);
  const ticks = Array.from({ length: maxHours / stepHours + 1 }, (_, index) => index * stepHours);
  const latest = weeks.at(-1);
  return (
    <svg
      class="bars"
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-labelledby="bars"
    >
      <title id="bars">
        {`Hours per week and project, ${weeks.length} weeks. Latest week: ${formatHours(latest?.hours ?? 0)} hours. The figures follow as a table.`}
      </title>
      {ticks.map((hours) => (
        <g key={hours}>
          <line class="grid" x1={MARGIN.left} x2={width} y1={yOf(hours)} y2={yOf(hours)} />
          <text class="tick" x={MARGIN.left - 8} y={yOf(hours) + 4} text-anchor="end">
            {hours}
          </text>
        </g>
      ))}
      {weeks.map(({ monday, hoursByProject }, index) => {
        const centre = MARGIN.left + column * (index + 0.5);
        let below = 0;
        return (
          <g key={monday}>
            {hoursByProject.map((hours, series) => {
              if (hours === 0) return null;
              below += hours;
              const height = Math.max(yOf(0) - yOf(hours) - GAP, 1);
              return (
                <rect
                  key={projects[series]}
                  class={`series-${series + 1}`}
                  x={centre - barWidth / 2}
                  y={yOf(below) + GAP}
                  width={barWidth}
                  height={height}
                  rx={Math.min(4, height / 2)}
                >
                  <title>{`${projects[series]}, week of ${formatShortDay(monday)}: ${formatHours(hours)} h`}</title>
                </rect>
              );
            })}
            <text class="tick" x={centre} y={HEIGHT - 8} text-anchor="middle">
              {formatShortDay(monday)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function ChartTable({ chart: { weeks, projects } }: { chart: ChartModel }) {
  return (
    <details class="figures">
      <summary>Show the figures</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section class="scroller" tabIndex={0} aria-label="Hours per project and week">
        <table>
          <thead>
            <tr>
              <th scope="col">Week</th>
              {projects.map((project) => (
                <th scope="col" key={project}>
                  {project}
                </th>
              ))}
              <th scope="col">Total</th>
            </tr>
          </thead>
          <tbody>
            {weeks.toReversed().map(({ monday, hoursByProject, hours }) => (
              <tr key={monday}>
                <th scope="row">{formatWeek(monday)}</th>
                {hoursByProject.map((ofProject, index) => (
                  <td key={projects[index]}>{ofProject === 0 ? '–' : formatHours(ofProject)}</td>
                ))}
                <td>{formatHours(hours)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
