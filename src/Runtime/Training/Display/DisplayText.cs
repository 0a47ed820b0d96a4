using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>Numbers and names as people read them, in the invariant culture.</summary>
internal static class DisplayText
{
    /// <summary>A name without control characters, which a terminal would obey. Line breaks stay.</summary>
    public static string Clean(string text)
        => text.Any(c => char.IsControl(c) && c != '\n') ? string.Create(text.Length, text, (to, from) =>
        {
            for (int i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? '?' : from[i];
        }) : text;

    /// <summary>Five significant digits.</summary>
    public static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    public static string Rate(double samplesPerSecond) => samplesPerSecond.ToString(samplesPerSecond < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Minutes and seconds, hours where there are any.</summary>
    public static string Clock(double seconds)
    {
        if (!(seconds < 86400 * 999.0)) return "?";
        var time = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        return time.TotalHours < 1 ? time.ToString("m\\:ss", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }

    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.00} GiB"),
    };
}
