// Reads files in Terraform's language: a JSON list of texts on standard input. Prints the list of their trees, a text in
// place of one that cannot be read.
import fs from "node:fs";
import { parse } from "@cdktf/hcl2json";

const trees = [];
for (const text of JSON.parse(fs.readFileSync(0, "utf8"))) {
  try {
    trees.push(await parse("main.tf", text));
  } catch (fault) {
    trees.push(String(fault));
  }
}
console.log(JSON.stringify(trees));
