//! Graphs: the nodes are numbered from 0, and the edges of each node lead to the nodes that it names.

/// The strongly connected component of each node (Tarjan, without recursion); a node alone without an edge to itself is a
/// component that no edge joins. What a component leads to has a lower number.
pub fn strongly_connected(edges: &[Vec<usize>]) -> Vec<usize> {
    let count = edges.len();
    let (mut index, mut low, mut on_stack) = (vec![usize::MAX; count], vec![0; count], vec![false; count]);
    let mut component = vec![usize::MAX; count];
    let (mut next, mut components, mut stack) = (0, 0, Vec::new());
    for start in 0..count {
        if index[start] != usize::MAX {
            continue;
        }
        let mut work = vec![(start, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(target) = edges[node].get(edge).copied() {
                work.push((node, edge + 1));
                if index[target] == usize::MAX {
                    work.push((target, 0));
                } else if on_stack[target] {
                    low[node] = low[node].min(index[target]);
                }
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    component[member] = components;
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
        }
    }
    component
}

/// What the nodes weigh of the heaviest path on which no node comes twice, or somewhat more: of nodes that lead to each
/// other, all count.
pub fn heaviest_path(edges: &[Vec<usize>], weights: &[usize]) -> usize {
    let component = strongly_connected(edges);
    let count = component.iter().max().map_or(0, |last| last + 1);
    let (mut own, mut leads_to) = (vec![0; count], vec![Vec::new(); count]);
    for (node, targets) in edges.iter().enumerate() {
        own[component[node]] += weights[node];
        leads_to[component[node]].extend(targets.iter().map(|target| component[*target]));
    }
    let mut heaviest: Vec<usize> = Vec::with_capacity(count);
    for (number, targets) in leads_to.iter().enumerate() {
        let below = targets.iter().filter(|target| **target != number).map(|target| heaviest[*target]).max();
        heaviest.push(own[number] + below.unwrap_or_default());
    }
    heaviest.into_iter().max().unwrap_or_default()
}

/// Of nodes that are something, those that lead to such only.
pub fn lead_to_such_only(mut is: Vec<bool>, edges: &[Vec<usize>]) -> Vec<bool> {
    let mut leading = vec![Vec::new(); is.len()];
    for (from, targets) in edges.iter().enumerate() {
        targets.iter().for_each(|to| leading[*to].push(from));
    }
    let mut others: Vec<usize> = (0..is.len()).filter(|node| !is[*node]).collect();
    while let Some(node) = others.pop() {
        for from in &leading[node] {
            if std::mem::take(&mut is[*from]) {
                others.push(*from);
            }
        }
    }
    is
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_lead_to_each_other_are_a_component_and_what_they_lead_to_has_a_lower_number() {
        let component = strongly_connected(&[vec![1], vec![2], vec![0, 3], vec![], vec![3]]);
        assert_eq!((component[0], component[1]), (component[1], component[2]));
        assert!(component[3] < component[0] && component[3] < component[4]);
    }

    #[test]
    fn on_the_heaviest_path_all_of_what_leads_to_each_other_counts() {
        let weight = |edges: &[Vec<usize>]| heaviest_path(edges, &vec![1; edges.len()]);
        assert_eq!(weight(&[]), 0);
        assert_eq!(weight(&[vec![1], vec![2], vec![], vec![2]]), 3);
        assert_eq!(weight(&[vec![0]]), 1);
        assert_eq!(weight(&[vec![1], vec![2, 4], vec![1, 3], vec![], vec![3]]), 5);
        assert_eq!(heaviest_path(&[vec![1, 2], vec![], vec![]], &[1, 10, 3]), 11);
    }

    #[test]
    fn what_leads_to_another_kind_is_none_of_its_own() {
        let edges = [vec![1], vec![2], vec![1], vec![4], vec![]];
        assert_eq!(lead_to_such_only(vec![true, true, true, true, false], &edges), [true, true, true, false, false]);
    }
}
