using System.Text.Json;

namespace Compare.Reports;

/// <summary>Writes the rows as a JSON array of flat objects.</summary>
internal static class JsonReport
{
    /// <summary>Writes to a neighbour first and renames it, so that a failure leaves an older file as it is.</summary>
    /// <param name="path">Replaced when it exists.</param>
    /// <param name="rows">In the order of the report.</param>
    /// <param name="peerVersion">Written into every row; <c>null</c> without a peer.</param>
    public static void Write(string path, IReadOnlyList<Row> rows, string? peerVersion)
    {
        string unfinished = path + ".tmp";
        using (FileStream stream = File.Create(unfinished))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartArray();
            foreach (Row row in rows)
            {
                json.WriteStartObject();
                json.WriteString("name", row.Workload);
                json.WriteString("phase", row.Phase);
                json.WriteNumber("threads", row.Threads);
                json.WriteNumber("ours_us", Math.Round(row.Timings.Ours.Median, 4));
                WriteNumberOrNull(json, "peer_us", row.Timings.Peer?.Median);
                WriteNumberOrNull(json, "ratio", row.Ratio);
                json.WriteNumber("flops", row.Flops);
                json.WriteNumber("fma_fraction", Math.Round(row.FmaFraction, 4));
                json.WriteNumber("p_gflops", Math.Round(row.Timings.PeakGflops, 2));
                json.WriteString("peer_version", peerVersion);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static void WriteNumberOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, Math.Round(number, 4));
        else json.WriteNull(name);
    }
}
