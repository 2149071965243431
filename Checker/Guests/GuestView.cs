using ActorIommu.Checker.Ghost;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Guests;

/// <summary>
/// One guest as a machine of its own: what happened in it, and the DMAs of its devices as it would have seen them, with its StreamIDs and
/// its addresses. A judge of its own judges that by the same rules.
/// </summary>
internal sealed class GuestView(HistoryJudge judge)
{
    private readonly Dictionary<(SmmuId, StreamId), DeviceId> _devices = [];

    /// <summary>Judges what the guest saw.</summary>
    public HistoryJudge Judge => judge;

    /// <summary>A new history begins.</summary>
    public void Begin(HistoryMode mode, JudgeOptions options)
    {
        _devices.Clear();
        judge.Begin(mode, options);
    }

    /// <summary>The device of the machine that the guest sees there.</summary>
    public void Add(GuestDeviceAdded added) => _devices[(added.Smmu, new StreamId(added.Stream.Value))] = added.Device;

    /// <summary>The devices of the machine whose traffic a domain of the guest surely gets.</summary>
    /// <param name="smmu">Behind this SMMU of the guest.</param>
    /// <param name="asid">The tag of the domain; null for any.</param>
    /// <param name="before">Attached by then.</param>
    public IEnumerable<DeviceId> Using(SmmuId smmu, Asid? asid, long before)
    {
        var ghost = judge.Ghost;
        foreach (var (stream, device) in ghost.Attachments.Streams)
        {
            if (stream.Smmu != smmu || !_devices.TryGetValue((stream.Smmu, stream.Stream), out var real)) continue;
            if (ghost.Attachments.Of(stream.Smmu, stream.Stream, null) is not { } list) continue;
            if (list.Exists(one => IsSettled(one, before) && IsTagged(one, smmu, asid))) yield return real;
        }
    }

    private bool IsTagged(in Attachment one, SmmuId smmu, Asid? asid) =>
        judge.Ghost.Domains.TryGetValue(one.Domain, out var domain) && domain.TagAt(smmu) is { } tag && (asid is null || tag.Asid == asid);

    private static bool IsSettled(in Attachment one, long before) => one is { Until: 0, LeavingFrom: 0, Since: > 0 } && one.Since < before;
}
