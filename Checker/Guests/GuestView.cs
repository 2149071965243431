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
    private readonly Dictionary<(SmmuId, StreamId), (Asid Asid, long Since)> _contexts = [];
    private readonly HashSet<DeviceId> _translating = [];

    /// <summary>Judges what the guest saw.</summary>
    public HistoryJudge Judge => judge;

    /// <summary>A new history begins.</summary>
    public void Begin(HistoryMode mode, JudgeOptions options)
    {
        _devices.Clear();
        _contexts.Clear();
        _translating.Clear();
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

    /// <summary>The guest's entry for the device says that stage 1 translates.</summary>
    public bool Translates(DeviceId device) => _translating.Contains(device);

    /// <summary>A store of the guest to a structure that hardware may read.</summary>
    public void Apply(ConfigurationWritten written, long at)
    {
        var place = (written.Smmu, written.Stream);
        if (written.Dword != 0 || !_devices.TryGetValue(place, out var device)) return;
        if (written.Kind == ConfigurationKind.StreamTableEntry)
        {
            if (default(StreamTableEntry) with { D0 = written.New } is { V: true, Config: SteConfig.S1Translate }) _translating.Add(device);
            else _translating.Remove(device);
        }
        else if (written.Kind == ConfigurationKind.ContextDescriptor)
        {
            var context = default(ContextDescriptor) with { D0 = written.New };
            if (context.V) _contexts[place] = (context.ASID, at);
            else _contexts.Remove(place);
        }
    }

    /// <summary>The devices whose context descriptor has had the ASID since before a command was published, and has it now.</summary>
    public IEnumerable<DeviceId> Having(QueueId queue, uint slot, Asid asid)
    {
        if (judge.Ghost.Find(queue) is not { } model) yield break;
        var command = model.At(model.Unroll(slot));
        if (command.Slot != model.Unroll(slot) || command.PublishedAt == 0) yield break;
        foreach (var ((smmu, stream), context) in _contexts)
        {
            if (smmu == queue.Smmu && context.Asid == asid && context.Since < command.PublishedAt) yield return _devices[(smmu, stream)];
        }
    }

    private bool IsTagged(in Attachment one, SmmuId smmu, Asid? asid) =>
        judge.Ghost.Domains.TryGetValue(one.Domain, out var domain) && domain.TagAt(smmu) is { } tag && (asid is null || tag.Asid == asid);

    private static bool IsSettled(in Attachment one, long before) => one is { Until: 0, LeavingFrom: 0, Since: > 0 } && one.Since < before;
}
