/** How the ledger's table is keyed, for the construct that makes it and the store that uses it; data only. */

export const LEDGER_KEY = 'id';
