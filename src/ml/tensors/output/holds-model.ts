/** What a model's folder or an adapter's holds besides weights, and the record of a run that made one. */
const MARKS = ['config.json', 'adapter_config.json', 'adapter_model.bin', 'experiment.yaml'];

/** True of the names in a folder that a result may replace: those of a model, of an adapter, or of a result of ours. */
export function holdsModel(names: readonly string[]): boolean {
  return names.some((name) => MARKS.includes(name) || /\.safetensors(\.index\.json)?$/.test(name));
}
