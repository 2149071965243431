using System.Globalization;
using ActorIommu.Messages.History;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli.Laboratory;

/// <summary>
/// What a guest has to show for its work, whoever did its commands and when: how each of its operations ended, one after the other for each
/// address space and device, and what each device read of each page when all was over.
/// </summary>
internal static class GuestResults
{
    /// <summary>The results of a run, the same text for the same results.</summary>
    public static string Of(MachineRunReport report)
    {
        var lines = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var operations = new Dictionary<(GuestId, OperationId), OperationBegan>();
        var probes = new Dictionary<object, DmaStarted>();
        for (var index = report.SetUpEvents; index < report.History.Count; index++)
        {
            switch (report.History[index].Event)
            {
                case GuestEvent { Event: OperationBegan began } inside:
                    operations[(inside.Guest, began.Operation)] = began;
                    break;
                case GuestEvent { Event: OperationEnded ended } inside
                    when operations.Remove((inside.Guest, ended.Operation), out var began):
                    // Of these each policy has its own number: an SMMU each, or one for all.
                    if (began.Kind is not (OperationKind.Invalidate or OperationKind.Flush or OperationKind.Other))
                        Add($"{inside.Guest} {began.Domain} {began.Device}", $"{began.Kind} {began.Iova} {ended.Status} {ended.Code}");
                    break;
                case DmaStarted started when report.ProbeEvents > 0 && index >= report.ProbeEvents:
                    probes[(started.Smmu, started.Stream, started.Transaction)] = started;
                    break;
                case DmaEnded ended when probes.Remove((ended.Smmu, ended.Stream, ended.Transaction), out var started):
                    Add($"{ended.Smmu} {ended.Stream} {started.Input}", $"{ended.Outcome} {ended.Output}");
                    break;
            }
        }

        return string.Join('\n', lines.Select(line => string.Create(
            CultureInfo.InvariantCulture, $"{line.Key}: {string.Join(", ", line.Value)}")));

        void Add(string key, string value)
        {
            if (!lines.TryGetValue(key, out var values)) lines.Add(key, values = []);
            values.Add(value);
        }
    }
}
