/** Tells whether a host, an address or a web origin is this machine itself; pure. */

/**
 * @param host a host name or an IP address; an IPv4 address may be mapped into IPv6, as a dual-stack socket reports it
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host);
}

/** @param origin a web origin as browsers send it, such as `http://localhost:5173` or `null` */
export function isLoopbackOrigin(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
}
