using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>Hardware's liberties, as far as a scenario permits them.</summary>
internal sealed class PermittedChoices(IChoices choices, IReadOnlyList<Freedom> permitted) : IChoices
{
    /// <inheritdoc/>
    public int Choose(Freedom freedom, int count) => permitted.Contains(freedom) ? choices.Choose(freedom, count) : 0;
}

/// <summary>Faults, each as often as a scenario permits it.</summary>
internal sealed class BudgetedFaults(IFaults faults, IReadOnlyList<FaultSettings> budgets) : IFaults
{
    private readonly int[] _left = Budgets(budgets);

    /// <inheritdoc/>
    public bool Fires(FaultSite site)
    {
        // Parts may ask on several threads.
        ref var left = ref _left[(int)site];
        return Volatile.Read(ref left) > 0 && faults.Fires(site) && Interlocked.Decrement(ref left) >= 0;
    }

    private static int[] Budgets(IReadOnlyList<FaultSettings> budgets)
    {
        var left = new int[Enum.GetValues<FaultSite>().Length];
        foreach (var fault in budgets) left[(int)fault.Site] = fault.Budget;
        return left;
    }
}
