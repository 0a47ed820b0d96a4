using System.CommandLine;
using Compare;

var threads = new Option<int>("--threads")
{
    Description = "Threads for both sides",
    DefaultValueFactory = _ => 1,
};
threads.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int given) && given is < 1 or > 1024)
        result.AddError($"--threads is {given}; a number from 1 to 1024 is expected");
});
var only = new Option<string?>("--only") { Description = "Measures this workload alone: " + string.Join(", ", Workload.All.Select(w => w.Name)) };
only.AcceptOnlyFromAmong([.. Workload.All.Select(w => w.Name)]);
var json = new Option<FileInfo?>("--json") { Description = "Writes the rows into this file as well" };
json.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && new FileInfo(result.Tokens[0].Value).Directory is { Exists: false } missing)
        result.AddError($"--json: the folder '{missing.FullName}' does not exist");
});
var noPeer = new Option<bool>("--no-peer") { Description = "Measures the generated networks alone" };
var onlyPeer = new Option<string?>("--peer") { Description = "Measures beside this peer alone: torchsharp or onnxruntime" };
onlyPeer.AcceptOnlyFromAmong(Comparison.TorchSharp, Comparison.OnnxRuntime);

var command = new RootCommand("Measures generated networks beside the same networks in TorchSharp and ONNX Runtime, in turns in one process")
{
    threads, only, json, noPeer, onlyPeer,
};
command.SetAction(result =>
{
    string? name = result.GetValue(only);
    return (int)Comparison.Run(
        [.. Workload.All.Where(w => name is null || w.Name == name)],
        result.GetValue(threads),
        result.GetValue(json)?.FullName,
        result.GetValue(noPeer) ? [] : result.GetValue(onlyPeer) is { } peer ? [peer] : [Comparison.TorchSharp, Comparison.OnnxRuntime]);
});

ParseResult parsed = command.Parse(args);
int exitCode = parsed.Invoke();
return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : exitCode;
