// Makes customers.csv: 2,000 invented customers and whether they left, some cells missing.
//
//   dotnet run make-customers.cs -- [OUTPUT-FILE]
//
// Whole-number arithmetic alone, so the file is the same on every machine. No person stands behind any row.

using System.Text;

ulong state = 20240601;
string[] plans = ["basic", "plus", "pro"], channels = ["web", "shop", "phone", "partner"];
var csv = new StringBuilder("age,income,visits,tenure,plan,channel,town,left\n");
for (int row = 0; row < 2000; row++)
{
    int age = 18 + Draw(63), income = 900 + (25 * Draw(120)) + (20 * age), visits = Draw(5) * Draw(8), tenure = Draw(96);
    int plan = Draw(3), channel = Draw(4), town = Draw(12);

    // Of 1,000: what drives a customer away, with an interaction, and much that nobody knows.
    int away = 480 + (130 * ((plan == 0 ? 1 : 0) - (plan == 2 ? 1 : 0))) - (3 * tenure) - (11 * visits) + (town % 4 * 70) + (channel == 2 && age > 50 ? 280 : 0) - (income / 25);
    string left = Draw(1000) < Math.Clamp(2 * away, 30, 970) ? "yes" : "no";
    csv.Append($"{Or(age)},{Or(income)},{Or(visits)},{tenure},{plans[plan]},{(Draw(25) == 0 ? "" : channels[channel])},town{town:D2},{left}\n");
}

File.WriteAllText(args.Length > 0 ? args[0] : "customers.csv", csv.ToString());
return 0;

// The high bits of Knuth's linear congruential generator.
int Draw(int below)
{
    state = unchecked((state * 6364136223846793005) + 1442695040888963407);
    return (int)((state >> 33) % (ulong)below);
}

string Or(int value) => Draw(30) == 0 ? "" : $"{value}";
