type Statement = hbs.AST.Statement

/** Helpers that print whole lines, or none at all. */
const lineHelpers: ReadonlySet<string> = new Set(['field', 'fields'])

/**
 * Prepare a template's syntax tree for YAML:
 * - what is not a call of a helper of ours, `{{name}}` or `{{lookup map key}}`, becomes an argument of `plain`, so that no
 *   value enters the text without a helper looking at it;
 * - a `{{field …}}` that stands alone gives up its indentation and line break, because it prints its own, or nothing.
 *   Handlebars does the same for blocks and partials.
 */
export function prepare(program: hbs.AST.Program, helpers: ReadonlySet<string>): hbs.AST.Program {
  const body = program.body.map((statement, index) => {
    if (isContent(statement)) return trimmed(statement, program.body[index - 1], program.body[index + 1])
    if (isMustache(statement)) return isCall(statement, helpers) ? statement : looked(statement)
    return isBlock(statement) ? prepareBlock(statement, helpers) : statement
  })
  return { ...program, body }
}

/** The first line helper of a template that shares its line with something else: what it prints would not be YAML. */
export function misplaced(program: hbs.AST.Program, lines: readonly string[]): hbs.AST.MustacheStatement | undefined {
  for (const statement of program.body) {
    const inside = isBlock(statement) ? branchesOf(statement).map(branch => misplaced(branch, lines)) : []
    const found =
      isMustache(statement) && isLineHelper(statement) && !standsAlone(lines, statement.loc) ? statement : undefined
    const first = found ?? inside.find(other => other !== undefined)
    if (first !== undefined) return first
  }
  return undefined
}

function standsAlone(lines: readonly string[], { start, end }: hbs.AST.SourceLocation): boolean {
  const before = lines[start.line - 1]?.slice(0, start.column)
  const after = lines[end.line - 1]?.slice(end.column)
  return before?.trim() === '' && after?.trim() === ''
}

/** An absent branch is undefined at run time, whatever the types say. */
function branchesOf({ program, inverse }: hbs.AST.BlockStatement): hbs.AST.Program[] {
  return [program, inverse].filter(branch => branch !== undefined)
}

function prepareBlock(block: hbs.AST.BlockStatement, helpers: ReadonlySet<string>): hbs.AST.BlockStatement {
  // An absent branch is undefined at run time, whatever the types say, and must stay so.
  const branch = (program: hbs.AST.Program | undefined) => (program === undefined ? program : prepare(program, helpers))
  return Object.assign({}, block, { program: branch(block.program), inverse: branch(block.inverse) })
}

function trimmed(
  content: hbs.AST.ContentStatement,
  before: Statement | undefined,
  after: Statement | undefined,
): hbs.AST.ContentStatement {
  const head = isLineHelper(before) ? content.value.replace(/^[ \t]*\r?\n/, '') : content.value
  const value = isLineHelper(after) ? head.replace(/[ \t]+$/, '') : head
  return { ...content, value }
}

function isCall({ path }: hbs.AST.MustacheStatement, helpers: ReadonlySet<string>): boolean {
  return isPath(path) && helpers.has(path.original)
}

function looked(statement: hbs.AST.MustacheStatement): hbs.AST.MustacheStatement {
  const { path, params, hash, loc } = statement
  const computed = params.length > 0 || hash !== undefined
  const argument = computed
    ? { type: 'SubExpression', path, params, hash, loc }
    : isLiteral(path)
      ? named(String(path.original), loc)
      : path
  return { ...statement, path: named('plain', loc), params: [argument], hash: { type: 'Hash', pairs: [], loc } }
}

/** `{{"a key"}}` reads the value of that name, as Handlebars has it. */
function named(name: string, loc: hbs.AST.SourceLocation) {
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc }
}

function isLineHelper(statement: Statement | undefined): boolean {
  return (
    statement !== undefined &&
    isMustache(statement) &&
    isPath(statement.path) &&
    lineHelpers.has(statement.path.original)
  )
}

function isContent(statement: Statement): statement is hbs.AST.ContentStatement {
  return statement.type === 'ContentStatement'
}

function isMustache(statement: Statement): statement is hbs.AST.MustacheStatement {
  return statement.type === 'MustacheStatement'
}

/** Blocks, blocks of partials and inline partials: whatever holds statements. */
function isBlock(statement: Statement): statement is hbs.AST.BlockStatement {
  return 'program' in statement
}

function isLiteral(expression: { type: string }): expression is hbs.AST.Literal & { original: unknown } {
  return expression.type.endsWith('Literal')
}

function isPath(
  expression: hbs.AST.PathExpression | hbs.AST.Literal | { type: string },
): expression is hbs.AST.PathExpression {
  return expression.type === 'PathExpression'
}
