export function tensorflowTypes(): string;
