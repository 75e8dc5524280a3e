/**
 * The part that a method plays in a comparison: others are compared with a `baseline`, an `oracle` learns from target
 * labels and is set apart, everything else is a `contestant`.
 */
export type Role = 'baseline' | 'contestant' | 'oracle';
