using System.Globalization;
using System.Text;
using ActorIommu.Simulation.Engine;

namespace ActorIommu.Simulation.Traces;

/// <summary>Writes trace.txt: one line a delivery, in columns that do not move.</summary>
/// <param name="writer">Where to; lines end with a line feed.</param>
/// <param name="print">
/// The text of a message; its ToString if null. What is printed must be the same in every run: no hash codes, no uids.
/// </param>
public sealed class StepText(TextWriter writer, Func<object, string>? print = null) : IStepObserver
{
    private const int PathColumns = 32;

    /// <summary>The names of the columns.</summary>
    public void WriteHead() => writer.Write(
        $"{"step",8}  {"time/us",14}  {"sender".PadRight(PathColumns)}  {"receiver".PadRight(PathColumns)}  message\n");

    /// <inheritdoc/>
    public void Delivering(long step, TimeSpan time, string sender, string receiver, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(receiver);
        var text = OneLine(print is null ? TextOf(message) : print(message));
        writer.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{step,8}  {time.TotalMicroseconds,14:F1}  {Short(sender)}  {Short(receiver)}  {text}\n"));
    }

    private static string TextOf(object message) =>
        message is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : message.ToString() ?? "";

    // The end of a path says more than its beginning.
    private static string Short(string path) =>
        path.Length <= PathColumns ? path.PadRight(PathColumns) : string.Concat("..", path.AsSpan(path.Length - PathColumns + 2));

    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') < 0
        ? text
        : new StringBuilder(text).Replace("\r", "\\r").Replace("\n", "\\n").ToString();
}
