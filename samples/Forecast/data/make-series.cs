// Makes series.csv: 2,000 invented hours of a district's heating, with days, weeks, weather and noise.
//
//   dotnet run make-series.cs -- [OUTPUT-FILE]
//
// Whole-number arithmetic alone, so the file is the same on every machine. The columns are a date, six measurements, and the load to forecast.

using System.Globalization;
using System.Text;

ulong state = 20240602;
int weather = 0, wind = 0, load = 4000;
var csv = new StringBuilder("date,temperature,wind,sun,people,flow,price,load\n");
var date = new DateTime(2024, 1, 1);
for (int row = 0; row < 2000; row++, date = date.AddHours(1))
{
    int hour = row % 24, day = row / 24 % 7;

    // In hundredths. A parabola between 6 and 20 o'clock is the day.
    int light = hour is > 6 and < 20 ? (hour - 6) * (20 - hour) * 2 : 0;
    weather = (weather * 97 / 100) + Draw(101) - 50;
    wind = (wind * 9 / 10) + Draw(81);
    int temperature = 500 + (light * 6) + weather, people = (day < 5 ? 300 : 150) + (hour is >= 6 and <= 22 ? 400 : 50);
    int demand = 6000 - (3 * temperature) + (wind / 2) + (2 * people) + (hour is 7 or 8 or 18 or 19 or 20 ? 600 : 0);
    load = ((6 * load) + (4 * demand)) / 10 + Draw(121) - 60;
    csv.Append(string.Create(CultureInfo.InvariantCulture,
        $"{date:yyyy-MM-dd HH}:00:00,{temperature / 100m:F2},{wind / 100m:F2},{light / 100m:F2},{people / 100m:F2},{(load + Draw(201)) / 300m:F2},{(demand + Draw(2001)) / 250m:F2},{load / 100m:F2}\n"));
}

File.WriteAllText(args.Length > 0 ? args[0] : "series.csv", csv.ToString());
return 0;

// The high bits of Knuth's linear congruential generator.
int Draw(int below)
{
    state = unchecked((state * 6364136223846793005) + 1442695040888963407);
    return (int)((state >> 33) % (ulong)below);
}
