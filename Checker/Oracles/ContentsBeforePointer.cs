using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>I3: first the contents, then the pointer.</summary>
internal sealed class ContentsBeforePointer() : Oracle(
    "I3",
    "A pointer to a table can be seen only after the table's first contents can.",
    "IHI 0070 3.21.3; Linux 84366fb547ed",
    typeof(TableAllocated), typeof(TableInitialized), typeof(TableFreed), typeof(DescriptorWritten), typeof(ConfigurationWritten))
{
    private readonly HashSet<ulong> _raw = [];

    /// <inheritdoc/>
    public override void Reset() => _raw.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        switch (stamped.Event)
        {
            case TableAllocated allocated: _raw.Add(allocated.Address.Value); break;
            case TableInitialized initialized: _raw.Remove(initialized.Address.Value); break;
            case TableFreed freed: _raw.Remove(freed.Address.Value); break;
            case DescriptorWritten written when _raw.Count > 0 && DescriptorReading.IsTable(written.New, written.Level):
                Check(written.New.OutputAddress(12, DescriptorFormat.Bits48), $"{written.Operation}", stamped, findings);
                break;
            case ConfigurationWritten written when _raw.Count > 0:
                Check(Target(written), $"{written.Operation}", stamped, findings);
                break;
        }
    }

    private static ulong Target(ConfigurationWritten written) => (written.Kind, written.Dword) switch
    {
        (ConfigurationKind.StreamTableDescriptor, _) when new L1StreamTableDescriptor(written.New) is { Span: > 0 } valid => valid.L2Ptr,
        (ConfigurationKind.ContextTableDescriptor, _) when new L1ContextDescriptor(written.New) is { V: true } valid => valid.L2Ptr,
        (ConfigurationKind.StreamTableEntry, 0) when new StreamTableEntry(written.New, 0, 0, 0, 0, 0, 0, 0) is { V: true } entry
            && entry.Config is SteConfig.S1Translate or SteConfig.Nested => entry.S1ContextPtr,
        _ => 0,
    };

    private void Check(ulong target, string who, in StampedEvent stamped, Findings findings)
    {
        if (target == 0 || !_raw.Contains(target)) return;
        findings.Add(this, stamped, Prose.Plain(
            $"t = the table at 0x{target:x}.", "t was allocated, and its first contents cannot be seen yet.",
            $"{who} made a pointer to t visible at step {stamped.Time}: hardware may read what stood there before."));
    }
}
