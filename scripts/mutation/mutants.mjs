import ts from "typescript";

const { SyntaxKind: K } = ts;
const swapped = new Map([
  [K.PlusToken, "-"],
  [K.MinusToken, "+"],
  [K.AsteriskToken, "/"],
  [K.SlashToken, "*"],
  [K.PercentToken, "*"],
  [K.LessThanToken, "<="],
  [K.LessThanEqualsToken, "<"],
  [K.GreaterThanToken, ">="],
  [K.GreaterThanEqualsToken, ">"],
  [K.EqualsEqualsEqualsToken, "!=="],
  [K.ExclamationEqualsEqualsToken, "==="],
  [K.AmpersandAmpersandToken, "||"],
  [K.BarBarToken, "&&"],
  [K.PlusEqualsToken, "-="],
  [K.MinusEqualsToken, "+="],
  [K.AsteriskEqualsToken, "/="],
  [K.SlashEqualsToken, "*="],
]);
const calls = new Map([
  ["min", "max"],
  ["max", "min"],
  ["floor", "ceil"],
  ["ceil", "floor"],
  ["round", "floor"],
  ["some", "every"],
  ["every", "some"],
]);

/**
 * Small changes of a source file that its tests should notice: another operator, a condition that always or never
 * holds, a number one larger, a statement left out. Types, imports and texts of messages are left alone.
 *
 * @returns `{ start, end, text, kind }` for each, in the order of the file.
 */
export function mutantsOf(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, text, kind) => found.push({ start: node.getStart(tree), end: node.end, text, kind }); // prettier-ignore
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return; // prettier-ignore
    if (ts.isTypeAliasDeclaration(node) || ts.isThrowStatement(node)) return;
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      const text = node.getText(tree);
      const ofTexts = kind === K.PlusToken && /["'`]/.test(text);
      if (swapped.has(kind) && !ofTexts) add(node.operatorToken, swapped.get(kind), "operator");
    } else if (ts.isIfStatement(node)) {
      add(node.expression, "true", "condition");
      add(node.expression, "false", "condition");
    } else if (ts.isConditionalExpression(node)) {
      add(node.condition, "true", "condition");
      add(node.condition, "false", "condition");
    } else if (ts.isPrefixUnaryExpression(node)) {
      if (node.operator === K.ExclamationToken) add(node, node.operand.getText(tree), "negation");
      if (node.operator === K.MinusToken) add(node, `(${node.operand.getText(tree)})`, "sign");
    } else if (ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent)) {
      add(node, String(Number(node.text.replaceAll("_", "")) + 1), "number");
    } else if (node.kind === K.TrueKeyword) add(node, "false", "value");
    else if (node.kind === K.FalseKeyword) add(node, "true", "value");
    else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name } = node.expression;
      if (calls.has(name.text)) add(name, calls.get(name.text), "call");
    }
    if (ts.isExpressionStatement(node)) add(node, ";", "statement");
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
