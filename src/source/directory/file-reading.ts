import type { DocumentRef, KubernetesObject, Warning } from '../../kubernetes/types/index.ts';

/** A broken rule and where in its file it stands. */
export interface LocatedProblem {
  readonly field: string;
  readonly message: string;
  /** From 1. */
  readonly line: number;
}

/** Something about a good object that its owner should know. */
export interface LocatedWarning extends LocatedProblem {
  readonly reason: Warning['reason'];
}

/** What one document of a file turned out to be. `line` is where it begins, from 1. */
export type ManifestDocument =
  | {
      readonly kind: 'object';
      readonly line: number;
      readonly object: KubernetesObject;
      /** Hash of the content. */
      readonly version: string;
      readonly warnings: readonly LocatedWarning[];
    }
  | {
      readonly kind: 'invalid';
      readonly line: number;
      readonly ref: DocumentRef;
      readonly problems: readonly LocatedProblem[];
    }
  | {
      readonly kind: 'unknown-kind';
      readonly line: number;
      readonly ref: DocumentRef;
      readonly apiVersion: string;
    }
  | { readonly kind: 'syntax'; readonly line: number; readonly message: string };

/**
 * What a file turned out to be. `broken`: nothing of it could be read. `unseen`: it may exist, in a folder that
 * cannot be read.
 */
export type FileReading =
  | { readonly kind: 'documents'; readonly documents: readonly ManifestDocument[] }
  | {
      readonly kind: 'broken';
      readonly reason: 'FileUnreadable' | 'FileTooLarge' | 'InvalidFile';
      readonly message: string;
    }
  | { readonly kind: 'unseen' };

/** A mistake at a place of the text. */
export interface Misplaced {
  readonly offset: number;
  readonly message: string;
}
