import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The projects one after the other, as the configuration lists them, and the files of each as vitest would sort them: the
 * longest first. Mixed, they would cost more: vitest ends a process that files may share when the next file may not use it.
 */
export class ProjectsInOrder extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specifications);
    const names = this.ctx.projects.map(({ name }) => name);
    const place = ({ project }: TestSpecification): number => names.indexOf(project.name);
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}
