import { load } from './plain';
import { serve } from './worker';

serve(load);
