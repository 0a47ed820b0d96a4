using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>The text of a report. Everything that comes from outside is escaped.</summary>
internal sealed class HtmlPage(
    FitContext run, string title, string outcome, IReadOnlyList<EpochRecord> epochs, StepCurve steps, long[,]? confusion, IReadOnlyList<string> classNames, IReadOnlyList<SamplePrediction> predictions)
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1b1f24;--soft:#6a737d;--line:#d8dee4;--page:#fff;--box:#f6f8fa;--c0:#0969da;--c1:#cf222e;--c2:#1a7f37;--c3:#9a6700;--c4:#8250df;--c5:#0a7d91}
        @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--page:#0d1117;--box:#151b23;--c0:#58a6ff;--c1:#ff7b72;--c2:#56d364;--c3:#e3b341;--c4:#bc8cff;--c5:#39c5cf}}
        body{margin:0 auto;padding:24px;max-width:1240px;background:var(--page);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
        h1{margin:0}h2{margin:32px 0 8px;border-bottom:1px solid var(--line)}small,.soft{color:var(--soft)}
        .facts{display:flex;flex-wrap:wrap;gap:12px;margin:16px 0}.facts div{background:var(--box);border:1px solid var(--line);border-radius:6px;padding:8px 14px}.facts b{display:block;font-size:20px}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:16px}figure{margin:0;background:var(--box);border:1px solid var(--line);border-radius:6px;padding:10px}
        figcaption{font-weight:600}svg{width:100%;height:auto;display:block}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}.grid{stroke:var(--line);stroke-width:.7}.axis{stroke:var(--soft);stroke-width:1}
        .curve{stroke:currentColor;stroke-width:1.6;stroke-linejoin:round}circle,.lost{fill:currentColor}.c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}.c4{color:var(--c4)}.c5{color:var(--c5)}
        .legend{margin:4px 0 0;font-size:13px}.legend span{margin-right:14px}.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:3px 10px;border:1px solid var(--line);text-align:right}
        th{background:var(--box)}td.t,th.t{text-align:left}.confusion td{min-width:28px;text-align:center}.samples{display:flex;flex-wrap:wrap;gap:10px}.samples div{border:1px solid var(--line);border-radius:6px;padding:8px;max-width:320px}
        summary{cursor:pointer}caption{text-align:left;font-weight:600;padding:12px 0 4px}.samples .wrong{border-color:var(--c1);border-width:2px}.samples img{image-rendering:pixelated;width:84px;display:block;margin-bottom:4px}.samples pre{white-space:pre-wrap;margin:0 0 4px;font-size:12px}
        """;

    public void Write(StringBuilder page, string data)
    {
        string heading = Text(title);
        page.Append($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{heading}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n{Style}\n</style></head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{heading}</h1>\n<p class=\"soft\">{Text(run.Network.Info.Name)}, begun {run.Started:yyyy-MM-dd HH:mm:ss zzz}, <b id=\"outcome\">{Text(outcome)}</b></p>\n");
        WriteFacts(page);
        WriteCurves(page);
        WriteConfusion(page);
        WritePredictions(page);
        WriteEpochs(page);
        WriteNetwork(page);
        WriteSettings(page);
        page.Append(data).Append("\n</body></html>\n");
    }

    private static string Text(string value) => WebUtility.HtmlEncode(value);

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(double seconds)
        => seconds < 60 ? FormattableString.Invariant($"{seconds:F1} s") : FormattableString.Invariant($"{(long)seconds / 3600}:{(long)seconds / 60 % 60:00}:{(long)seconds % 60:00}");

    private static void Fact(StringBuilder page, string name, string value) => page.Append($"<div>{Text(name)}<b>{Text(value)}</b></div>\n");

    private static void Row(StringBuilder page, string name, string value) => page.Append($"<tr><th class=\"t\">{Text(name)}</th><td class=\"t\">{Text(value)}</td></tr>\n");

    private void WriteFacts(StringBuilder page)
    {
        page.Append("<div class=\"facts\">\n");
        Fact(page, "epochs", epochs.Count == 0 ? "0" : FormattableString.Invariant($"{epochs[^1].Epoch} of {Math.Max(run.Epochs, epochs[^1].Epoch)}"));
        if (epochs.Count > 0)
        {
            Fact(page, "last train loss", Number(epochs[^1][EpochRecord.TrainLoss] ?? double.NaN));
            foreach ((string name, bool least) in (ReadOnlySpan<(string, bool)>)[(EpochRecord.ValidationLoss, true), (EpochRecord.ValidationAccuracy, false)])
            {
                Last(page, name);
                Best(page, name, least);
            }

            Fact(page, "time", Time(epochs.Sum(e => e[EpochRecord.Seconds] ?? 0)));
        }

        Fact(page, "parameters", Count(run.Network.Info.ParameterCount));
        Fact(page, "seed", run.Seed.ToString(CultureInfo.InvariantCulture));
        page.Append("</div>\n");
    }

    /// <summary>Of the last epoch that was validated: one that was cut short has no such figure.</summary>
    private void Last(StringBuilder page, string name)
    {
        if (epochs.LastOrDefault(e => e[name] is not null) is { } last) Fact(page, $"last {name}", FormattableString.Invariant($"{Number(last[name]!.Value)} (epoch {last.Epoch})"));
    }

    private void Best(StringBuilder page, string name, bool least)
    {
        EpochRecord[] measured = [.. epochs.Where(e => e[name] is { } value && double.IsFinite(value))];
        if (measured.Length == 0) return;
        EpochRecord best = least ? measured.MinBy(e => e[name])! : measured.MaxBy(e => e[name])!;
        Fact(page, $"best {name}", FormattableString.Invariant($"{Number(best[name]!.Value)} (epoch {best.Epoch})"));
    }

    private void WriteCurves(StringBuilder page)
    {
        page.Append("<h2>Curves</h2>\n<div class=\"figures\">\n");
        string[] names = [.. epochs.SelectMany(e => e.Values).Select(v => v.Key).Distinct(StringComparer.Ordinal).Except([EpochRecord.Steps, EpochRecord.Seconds, EpochRecord.SamplesPerSecond, EpochRecord.LearningRate], StringComparer.Ordinal)];
        // Training and validation of the same metric share a figure, training first: so the colours mean the same everywhere.
        foreach (IGrouping<string, string> metric in names.GroupBy(EpochRecord.MetricOf, StringComparer.Ordinal))
            new Chart(metric.Key, "epoch", [.. metric.OrderBy(n => n.StartsWith("validation", StringComparison.Ordinal)).Select(EpochCurve)]).Write(page);
        if (epochs.Count > 0) new Chart(EpochRecord.LearningRate, "epoch", [EpochCurve(EpochRecord.LearningRate)]).Write(page);
        if (steps.Count > 1)
        {
            string mean = steps.Stride == 1 ? "" : FormattableString.Invariant($", means of {steps.Stride} steps");
            double[] at = steps.Steps.ToArray();
            new Chart("train loss by step" + mean, "step", [new Curve("train loss", at, steps.Losses.ToArray(), Marked: false)]).Write(page);
            new Chart("learning rate by step" + mean, "step", [new Curve(EpochRecord.LearningRate, at, steps.Rates.ToArray(), Marked: false)]).Write(page);
        }

        page.Append("</div>\n");
    }

    private Curve EpochCurve(string name)
    {
        EpochRecord[] measured = [.. epochs.Where(e => e[name] is not null)];
        return new Curve(name, [.. measured.Select(e => (double)e.Epoch)], [.. measured.Select(e => e[name]!.Value)], Marked: true);
    }

    private void WriteConfusion(StringBuilder page)
    {
        if (confusion is null) return;
        int classes = confusion.GetLength(0);
        string Name(int label) => Text(label < classNames.Count ? classNames[label] : label.ToString(CultureInfo.InvariantCulture));
        page.Append("<h2>Confusion matrix</h2>\n<p class=\"soft\">Validation data after the last epoch; rows are the labels, columns the predictions, colours the share of the row.</p>\n<div class=\"wide\"><table class=\"confusion\">\n<tr><th></th>");
        for (int predicted = 0; predicted < classes; predicted++) page.Append($"<th>{Name(predicted)}</th>");
        page.Append("<th>recall</th></tr>\n");
        for (int actual = 0; actual < classes; actual++)
        {
            long row = 0;
            for (int predicted = 0; predicted < classes; predicted++) row += confusion[actual, predicted];
            page.Append($"<tr><th class=\"t\">{Name(actual)}</th>");
            for (int predicted = 0; predicted < classes; predicted++)
            {
                long count = confusion[actual, predicted];
                double share = row == 0 ? 0 : (double)count / row;
                string colour = predicted == actual ? "--c2" : "--c1";
                // A few wrong ones of many are to be seen too, so the colour follows the root of the share.
                string style = count == 0 ? "" : FormattableString.Invariant($" style=\"background:color-mix(in srgb,var({colour}) {15 + (45 * Math.Sqrt(share)):F0}%,transparent)\"");
                page.Append($"<td{style}>{Count(count)}</td>");
            }

            page.Append(row == 0 ? "<td></td></tr>\n" : FormattableString.Invariant($"<td>{(double)confusion[actual, actual] / row:F4}</td></tr>\n"));
        }

        page.Append("</table></div>\n");
    }

    private void WritePredictions(StringBuilder page)
    {
        if (predictions.Count == 0) return;
        page.Append("<h2>Sample predictions</h2>\n<div class=\"samples\">\n");
        foreach (SamplePrediction sample in predictions)
        {
            bool right = sample.Expected == sample.Predicted;
            page.Append(right ? "<div>" : "<div class=\"wrong\">");
            if (sample.Picture is { } picture) page.Append($"<img alt=\"sample\" src=\"{picture.ToDataUri()}\">");
            if (sample.Text is { } text) page.Append($"<pre>{Text(text)}</pre>");
            page.Append($"<b>{Text(sample.Predicted)}</b>");
            if (sample.Confidence is { } confidence) page.Append(CultureInfo.InvariantCulture, $" <small>{100 * confidence:F1} %</small>");
            if (!right) page.Append($"<br><small>right: {Text(sample.Expected)}</small>");
            page.Append("</div>\n");
        }

        page.Append("</div>\n");
    }

    private void WriteEpochs(StringBuilder page)
    {
        string[] names = [.. epochs.SelectMany(e => e.Values).Select(v => v.Key).Distinct(StringComparer.Ordinal)];
        page.Append("<h2>Epochs</h2>\n<div class=\"wide\"><table id=\"epochs\">\n<tr><th>epoch</th>").AppendJoin("", names.Select(n => $"<th>{Text(n)}</th>")).Append("</tr>\n");
        foreach (EpochRecord epoch in epochs)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{epoch.Epoch}{(epoch.Completed ? "" : " (cut short)")}</td>");
            foreach (string name in names) page.Append($"<td>{(epoch[name] is { } value ? Number(value) : "")}</td>");
            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private void WriteNetwork(StringBuilder page)
    {
        NetworkInfo info = run.Network.Info;
        page.Append("<h2>Network</h2>\n<div class=\"wide\"><table>\n<tr><th class=\"t\">layer</th><th class=\"t\">declared as</th><th class=\"t\">output</th><th>parameters</th><th>FLOP</th></tr>\n");
        foreach (TensorInfo input in info.Inputs) page.Append($"<tr><td class=\"t\">{Text(input.Name)}</td><td class=\"t\">input</td><td class=\"t\">{ShapeText.Of(input.Shape.AsSpan())}</td><td></td><td></td></tr>\n");
        foreach (LayerInfo layer in info.Layers)
            page.Append($"<tr><td class=\"t\">{Text(layer.Name)}</td><td class=\"t\">{Text(layer.Declaration)}</td><td class=\"t\">{ShapeText.Of(layer.OutputShape.AsSpan())}</td><td>{Count(layer.ParameterCount)}</td><td>{Count(layer.Flops)}</td></tr>\n");
        int batch = run.Options.BatchSize, threads = run.Options.Threads;
        page.Append("</table></div>\n<p class=\"soft\">");
        page.Append($"{Count(info.ParameterCount)} parameters ({Count(4L * info.ParameterCount)} bytes). {Count(info.ForwardFlops)} FLOP a sample forward, {Count(info.GradientFlops)} with gradients. Memory beside them: training {Count(info.TrainingArena.BytesFor(batch, threads))} bytes for a batch of {Count(batch)} ({Count(info.TrainingArena.LeastBytesFor(batch, threads))} alive at once), prediction {Count(info.PredictionArena.BytesFor(info.PredictionBlock))} bytes.</p>\n");
        if (info.Memory.Prediction.IsEmpty) return;
        page.Append("<details id=\"memory\"><summary>Memory, buffer by buffer</summary>\n<p class=\"soft\">By first use. Buffers with the same first byte and lives that do not meet use the same memory.</p>\n");
        WriteBuffers(page, "training", info.TrainingArena, info.Memory.Training, batch, threads);
        WriteBuffers(page, "loss", info.LossArena, info.Memory.Loss, batch, threads);
        WriteBuffers(page, "prediction", info.PredictionArena, info.Memory.Prediction, info.PredictionBlock, 1);
        page.Append("</details>\n");
    }

    private static void WriteBuffers(StringBuilder page, string program, ArenaInfo arena, ImmutableArray<BufferInfo> buffers, int samples, int threads)
    {
        if (buffers.IsEmpty) return;
        page.Append($"<div class=\"wide\"><table>\n<caption>{program}: {Count(arena.BytesFor(samples, threads))} bytes for {Count(samples)} samples</caption>\n<tr><th class=\"t\">buffer</th><th>first byte</th><th>bytes</th><th>phases</th><th>kernel calls</th></tr>\n");
        foreach (BufferInfo buffer in buffers)
        {
            (long offset, long bytes) = arena.PlaceOf(buffer, samples, threads);
            page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"t\">{Text(buffer.Name)}</td><td>{Count(offset)}</td><td>{Count(bytes)}</td><td>{buffer.FirstPhase} to {buffer.LastPhase}</td><td>{buffer.FirstCall} to {buffer.LastCall}</td></tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private void WriteSettings(StringBuilder page)
    {
        FitEnvironment machine = run.Environment;
        page.Append("<h2>Settings</h2>\n<table>\n");
        Row(page, "training samples", Count(run.TrainSamples));
        if (run.ValidationSamples is { } samples) Row(page, "validation samples", Count(samples));
        Row(page, "steps an epoch", Count(run.StepsPerEpoch));
        Row(page, "learning rate", run.Optimizer.LearningRate.ToString(CultureInfo.InvariantCulture));
        foreach ((string name, string value) in run.Settings) Row(page, name.Replace('_', ' '), value);
        page.Append("</table>\n<h2>Machine</h2>\n<p class=\"soft\">None of it changes a bit of the result.</p>\n<table>\n");
        Row(page, "threads", FormattableString.Invariant($"{machine.Threads} of {machine.Processors} processors"));
        Row(page, "processor", $"{machine.Architecture} {string.Join(", ", machine.InstructionSets)}");
        Row(page, "runtime", machine.Runtime + (machine.IsNativeAot ? ", NativeAOT" : ""));
        Row(page, "operating system", machine.OperatingSystem);
        page.Append("</table>\n");
    }
}
