using System.CommandLine;
using Compare;
using Compare.Products;
using Compare.Scaling;
using Compare.Team;

if (args is [BusyProcesses.Argument])
{
    BusyProcesses.Spin();
    return 0;
}

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
var products = new Option<bool>("--products") { Description = "Measures every matrix product of the networks beside the better of OpenBLAS and BLIS, one thread" };
var scaling = new Option<FileInfo?>("--scaling") { Description = "Measures multilayer perceptrons as width, depth and batch grow, and draws the times into this file (.svg or .html)" };
scaling.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && Path.GetExtension(result.Tokens[0].Value).ToUpperInvariant() is not (".SVG" or ".HTML"))
        result.AddError($"--scaling: '{result.Tokens[0].Value}' is neither an .svg nor an .html file");
});
var busy = new Option<int?>("--busy") { Description = "Measures the generated networks with --threads (2 or more) beside one thread, while so many processes keep a core busy each" };
busy.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int given) && given is < 0 or > 64)
        result.AddError($"--busy is {given}; a number from 0 to 64 is expected");
});

var command = new RootCommand("Measures generated networks beside the same networks in TorchSharp and ONNX Runtime, in turns in one process")
{
    threads, only, json, noPeer, onlyPeer, products, scaling, busy,
};
command.Validators.Add(result =>
{
    if (new Option[] { products, scaling, busy }.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
        result.AddError("--products, --scaling and --busy are measurements of their own: one of them is expected");
    if (result.GetResult(busy) is { Implicit: false } && result.GetResult(threads) is not { Implicit: false, Tokens: [{ Value: not "1" }] })
        result.AddError("--busy compares a team with one thread: --threads 2 or more is expected beside it");
});
command.SetAction(result =>
{
    string? name = result.GetValue(only), jsonPath = result.GetValue(json)?.FullName;
    Workload[] workloads = [.. Workload.All.Where(w => name is null || w.Name == name)];
    if (result.GetValue(products)) return (int)ProductComparison.Run(workloads, jsonPath);
    if (result.GetValue(scaling) is { } picture) return (int)ScalingComparison.Run(picture.FullName, result.GetValue(threads), jsonPath);
    if (result.GetValue(busy) is { } processes) return (int)TeamComparison.Run(workloads, result.GetValue(threads), processes, jsonPath);
    return (int)Comparison.Run(
        workloads,
        result.GetValue(threads),
        jsonPath,
        result.GetValue(noPeer) ? [] : result.GetValue(onlyPeer) is { } peer ? [peer] : [Comparison.TorchSharp, Comparison.OnnxRuntime]);
});

ParseResult parsed = command.Parse(args);
int exitCode = parsed.Invoke();
return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : exitCode;
