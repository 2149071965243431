using System.Globalization;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;

namespace ActorIommu.Simulation.Choices;

/// <summary>Where a run is decided: by the engine, in the workload, by a freedom of hardware, by a fault.</summary>
/// <param name="Code">As in recorded traces: 0 to 63 the engine's, from 64 freedoms, from 128 faults.</param>
public readonly record struct ChoiceSite(byte Code)
{
    private const int FirstFreedom = 64;
    private const int FirstFault = 128;
    private const int End = 192;

    /// <summary>How many codes there may be.</summary>
    public const int Count = End;

    /// <summary>Which runnable actor takes the next step. 0: the one of the last step if it still can, else who waits longest.</summary>
    public static ChoiceSite Delivery => new(0);

    /// <summary>Which of the timers of one instant fires next. 0: the one that was set first.</summary>
    public static ChoiceSite TimerOrder => new(1);

    /// <summary>What a workload does next. 0: the least.</summary>
    public static ChoiceSite Workload => new(2);

    /// <summary>
    /// Whether the next timer fires (1) although there is something to do (0), where <see cref="Engine.SimulationOptions.TimersRace"/>.
    /// </summary>
    public static ChoiceSite Time => new(3);

    /// <summary>True for a freedom of hardware.</summary>
    public bool IsFreedom => Code is >= FirstFreedom and < FirstFault;

    /// <summary>True for a fault.</summary>
    public bool IsFault => Code is >= FirstFault and < End;

    /// <summary>The site of a freedom.</summary>
    public static ChoiceSite Of(Freedom freedom) => new((byte)(FirstFreedom + (int)freedom));

    /// <summary>The site of a fault.</summary>
    public static ChoiceSite Of(FaultSite site) => new((byte)(FirstFault + (int)site));

    /// <summary>The fault of a site that is one.</summary>
    public FaultSite ToFault() => (FaultSite)(Code - FirstFault);

    /// <summary>The short name in trace files: <c>d</c>, <c>t</c>, <c>w</c>, <c>v</c>, <c>h3</c>, <c>f0</c>.</summary>
    public string ShortName => Code switch
    {
        0 => "d",
        1 => "t",
        2 => "w",
        3 => "v",
        >= FirstFault => string.Create(CultureInfo.InvariantCulture, $"f{Code - FirstFault}"),
        >= FirstFreedom => string.Create(CultureInfo.InvariantCulture, $"h{Code - FirstFreedom}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"e{Code}"),
    };

    /// <summary>The name for people, as in <c>freedom Fill</c>.</summary>
    public override string ToString() => Code switch
    {
        0 => "delivery",
        1 => "timer order",
        2 => "workload",
        3 => "time",
        >= FirstFault => $"fault {ToFault()}",
        >= FirstFreedom => $"freedom {(Freedom)(Code - FirstFreedom)}",
        _ => ShortName,
    };

    /// <summary>Reads a short name.</summary>
    /// <returns>False if no site has it.</returns>
    public static bool TryParse(ReadOnlySpan<char> shortName, out ChoiceSite site)
    {
        site = default;
        switch (shortName)
        {
            case "d":
                return true;
            case "t":
                site = TimerOrder;
                return true;
            case "w":
                site = Workload;
                return true;
            case "v":
                site = Time;
                return true;
        }

        if (shortName.Length < 2 || !byte.TryParse(shortName[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        var (isSite, code) = shortName[0] switch
        {
            'h' => (Enum.IsDefined((Freedom)number), FirstFreedom + number),
            'f' => (Enum.IsDefined((FaultSite)number), FirstFault + number),
            _ => (false, 0),
        };
        site = new ChoiceSite((byte)code);
        return isSite && shortName.SequenceEqual(site.ShortName);
    }
}
