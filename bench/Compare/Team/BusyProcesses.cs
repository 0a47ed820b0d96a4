using System.Diagnostics;
using System.Globalization;

namespace Compare.Team;

/// <summary>
/// Processes of this program's own that do nothing but keep a core busy each, as another program on the machine would. They end with the object, and by themselves when this
/// process ends, because then their input does.
/// </summary>
internal sealed class BusyProcesses : IDisposable
{
    /// <summary>The command line that makes this program such a process.</summary>
    public const string Argument = "--keep-a-core-busy";

    private readonly List<Process> _processes = [];

    /// <summary>Starts them and waits until each is at work.</summary>
    public BusyProcesses(int count)
    {
        for (int i = 0; i < count; i++)
        {
            string program = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no path");
            var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
            if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)) start.ArgumentList.Add(typeof(BusyProcesses).Assembly.Location);
            start.ArgumentList.Add(Argument);
            Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
            _processes.Add(process);
            process.StandardOutput.ReadLine();
        }
    }

    /// <summary>What such a process does.</summary>
    public static void Spin()
    {
        bool ends = false;
        new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }

            Volatile.Write(ref ends, true);
        }) { IsBackground = true }.Start();
        Console.WriteLine(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        while (!Volatile.Read(ref ends))
        {
        }
    }

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(TimeSpan.FromSeconds(1))) process.Kill();
            process.Dispose();
        }

        _processes.Clear();
    }
}
