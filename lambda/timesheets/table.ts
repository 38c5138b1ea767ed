/** The names that the table and the code that reads it agree on. */
export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
/** The local index that sorts a partition by {@link POSITION}. */
export const NEWEST_INDEX = 'newest';
export const POSITION = 'position';
