using System.Globalization;
using System.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Properties;

/// <summary>Judges every answer, and counts what was reached.</summary>
internal sealed class HostileTally
{
    // 7.3: the bits that a record of this number may have, by doubleword.
    private static readonly Dictionary<EventId, (ulong D0, ulong D1, ulong D2, ulong D3)> Bits = new()
    {
        [EventId.CBadStreamid] = (0xffff_ffff_ffff_f8ff, 0, 0, 0),
        [EventId.FSteFetch] = (0xffff_ffff_ffff_f8ff, 0, 0, 0x00ff_ffff_ffff_fff8),
        [EventId.CBadSte] = (0xffff_ffff_ffff_f8ff, 0, 0, 0),
        [EventId.FBadAtsTreq] = (0xffff_ffff_ffff_f8ff, 0xf000_000f, 0xffff_ffff_ffff_f000, 0),
        [EventId.FTranslForbidden] = (0xffff_ffff_0000_00ff, 0x0000_0008_0000_0000, ulong.MaxValue, 0),
        [EventId.FStreamDisabled] = (0xffff_ffff_0000_00ff, 0, 0, 0),
        [EventId.CBadSubstreamid] = (0xffff_ffff_ffff_f0ff, 0, 0, 0),
        [EventId.FCdFetch] = (0xffff_ffff_ffff_f8ff, 0, 0, 0x00ff_ffff_ffff_fff8),
        [EventId.CBadCd] = (0xffff_ffff_ffff_f8ff, 0, 0, 0),
        [EventId.FWalkEabt] = (0xffff_ffff_ffff_f8ff, 0x0000_038e_0000_0000, ulong.MaxValue, 0x00ff_ffff_ffff_fff8),
        [EventId.FTranslation] = (0xffff_ffff_ffff_f8ff, 0x0000_038e_0000_0000, ulong.MaxValue, 0x00ff_ffff_ffff_f000),
        [EventId.FAddrSize] = (0xffff_ffff_ffff_f8ff, 0x0000_038e_0000_0000, ulong.MaxValue, 0x00ff_ffff_ffff_f000),
        [EventId.FAccess] = (0xffff_ffff_ffff_f8ff, 0x0000_038e_0000_0000, ulong.MaxValue, 0x00ff_ffff_ffff_f000),
        [EventId.FPermission] = (0xffff_ffff_ffff_f8ff, 0x0000_138e_0000_0000, ulong.MaxValue, 0x00ff_ffff_ffff_f000),
    };

    private readonly SortedDictionary<string, int> _programs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reached = [];

    public static IEnumerable<EventId> Events => Bits.Keys;

    /// <summary>What else has to be reached.</summary>
    public static IEnumerable<string> Others =>
    [
        "a completion: granted", "a completion: Success", "a completion: UnsupportedRequest", "a completion: CompleterAbort",
        "a page response Success", "a page response Success with a PASID", "a page response ResponseFailure",
        $"CERROR {CommandError.AtcInvSync}",
    ];

    /// <summary>How many programs reached an event at least once.</summary>
    public int Programs(string what) => _programs.GetValueOrDefault(what);

    public void NextProgram()
    {
        foreach (var what in _reached) _programs[what] = _programs.GetValueOrDefault(what) + 1;
        _reached.Clear();
    }

    /// <summary>A transaction gives an address, an event or an abort, and never two of them.</summary>
    public void Check(in Transaction transaction, in TranslationResult result, SmmuCapabilities capabilities)
    {
        _reached.Add($"{result.Status}");
        Assert.Equal(result.Status == TranslationStatus.Stalled, result.Stall.Value != 0);
        var status = result.Completion.Status;
        if (transaction.Kind == TransactionKind.TranslationRequest)
        {
            Assert.Equal(result.Status == TranslationStatus.Translated, status == CompletionStatus.Success);
            Assert.NotEqual(TranslationStatus.ReadZeroWriteIgnored, result.Status);
            _reached.Add($"a completion: {(result.Completion.Entry.GrantsAnything ? "granted" : $"{status}")}");
        }
        else
        {
            Assert.Equal(default, result.Completion);
        }

        Assert.NotEqual(status == CompletionStatus.None, transaction.Kind == TransactionKind.TranslationRequest);
        if (result.Status == TranslationStatus.Translated)
        {
            Assert.False(result.HasEvent);
            Assert.True(result.Address.Value >> capabilities.OutputAddressBits == 0, $"{transaction} gave {result}");
            _reached.Add($"by {result.Path}");
            return;
        }

        Assert.Equal(0UL, result.Address.Value);
        if (!result.HasEvent)
        {
            Assert.Equal(default, result.Event);
            return;
        }

        var record = result.Event;
        _reached.Add($"{record.Id}{(record.S2 ? " at stage 2" : "")}");
        _reached.Add($"{record.Id}");
        var (d0, d1, d2, d3) = Bits[record.Id];
        if (result.Status == TranslationStatus.Stalled)
        {
            // 7.3: only the four translation-related faults have Stall, bit 95, and STAG, bits [79:64].
            Assert.True(record.Stall && record.Id is >= EventId.FTranslation and <= EventId.FPermission, $"{record}");
            d1 |= 0x8000_ffff;
        }

        Assert.True((record.D0 & ~d0) == 0 && (record.D1 & ~d1) == 0 && (record.D2 & ~d2) == 0 && (record.D3 & ~d3) == 0, $"{record}");
        Assert.Equal(transaction.Stream, record.StreamID);
        if (d2 == ulong.MaxValue) Assert.Equal((transaction.Address, !transaction.Access.IsWrite), (record.InputAddr, record.RnW));
    }

    /// <summary>A page response, automatic or of a command.</summary>
    public void Count(in PageResponse response)
    {
        _reached.Add($"a page response {response.Code}{(response.Substream is null ? "" : " with a PASID")}");
    }

    public void Reach(string what) => _reached.Add(what);

    public void Count(ulong gerror, ulong consumer)
    {
        if (gerror != 0) _reached.Add("a global error");
        if ((consumer >> 24) != 0) _reached.Add($"CERROR {(CommandError)(consumer >> 24)}");
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (what, count) in _programs) text.AppendLine(CultureInfo.InvariantCulture, $"  {count,8:n0}  {what}");
        return text.ToString();
    }
}
