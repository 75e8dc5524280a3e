export declare function validatorIndex(): string;
export declare const indexPath: string;
export declare function readIndex(): string;
