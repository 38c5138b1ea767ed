/** The app's sign and name. */
export function Brand() {
  return (
    <span class="brand">
      <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <rect class="brand-bar" x="7" y="17" width="4.5" height="8" rx="1.5" />
        <rect class="brand-bar" x="13.75" y="11" width="4.5" height="14" rx="1.5" />
        <rect class="brand-bar" x="20.5" y="7" width="4.5" height="18" rx="1.5" />
      </svg>
      Timesheets
    </span>
  );
}
