import type { IdxFiles } from './idx.ts';

interface AnyReference {
  /** At most so many images, classes in proportion, the same ones every time. */
  readonly limit?: number;
}

/** What to do about pictures that cannot be decoded. Default: `error`. */
export interface PictureOptions {
  readonly onCorrupt?: 'error' | 'skip';
  /** Follow links that lead out of the data folder too. Default: they are refused. */
  readonly followLinks?: boolean;
}

/** How folders that are named for parts are understood. */
export interface PartsOption {
  /** With `false`, folders named `train`, `val`, `test` and the like are classes. Default: they are official parts. */
  readonly parts?: boolean;
}

/** A built-in data set. */
export interface BuiltInReference extends AnyReference {
  readonly dataSet: string;
  /** Default: its only domain. */
  readonly domain?: string;
  /** A folder with the set's original files, for a set that no package brings to this machine. */
  readonly folder?: string;
}

/** `folder/<class>/<picture>`, also with parts: `folder/<part>/<class>/<picture>`. */
export interface ImageFolderReference extends AnyReference, PictureOptions, PartsOption {
  readonly folder: string;
  readonly layout: 'image-folder';
}

/** `folder/<domain>/<class>/<picture>`, also with parts. */
export interface DomainFolderReference extends AnyReference, PictureOptions, PartsOption {
  readonly folder: string;
  readonly layout: 'domain-folder';
  readonly domain: string;
}

/** Pictures that no one has labelled, anywhere below a folder: for a target that should only be adapted to. */
export interface UnlabelledReference extends AnyReference, PictureOptions {
  readonly folder: string;
  readonly layout: 'images';
}

/** A CSV of `path,label,domain,split`. */
export interface ManifestReference extends AnyReference, PictureOptions {
  readonly csv: string;
  /** Where its paths start. Default: the folder of the CSV. */
  readonly root?: string;
  readonly domain?: string;
  /** What its columns are called, where it is not path, label, domain and split. */
  readonly columns?: Partial<Readonly<Record<'path' | 'label' | 'domain' | 'split', string>>>;
  /** Default: UTF-8, UTF-16 or UTF-32, by the file's first bytes. */
  readonly encoding?: string;
}

/** Files in MNIST's format. */
export interface IdxReference extends AnyReference {
  readonly idx: IdxFiles;
  /** Default: "0", "1", … */
  readonly classNames?: readonly string[];
}

/** A CSV of `label,pixel0,pixel1,…`. */
export interface CsvPixelsReference extends AnyReference {
  readonly csvPixels: string;
  /** The column of labels, by its name or its place from 1. */
  readonly labelColumn?: string | number;
  readonly height?: number;
  readonly width?: number;
  /** Default: "0", "1", … */
  readonly classNames?: readonly string[];
}

/** Which labelled images, as in an experiment file. */
export type DomainReference =
  | BuiltInReference
  | ImageFolderReference
  | DomainFolderReference
  | ManifestReference
  | IdxReference
  | CsvPixelsReference;
